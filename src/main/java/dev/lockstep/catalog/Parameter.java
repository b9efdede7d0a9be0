package dev.lockstep.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A parameter of an algorithm.
 *
 * @param initial the default; empty if required
 * @param domain the domain of a number
 * @param options the allowed words
 * @param meaning one phrase, for help texts and documentation
 * @param addedLater whether its name existed before it: its default is not written, so that plans and models from
 *     before stay equal to those of today
 */
public record Parameter(
        String name,
        Kind kind,
        Optional<Object> initial,
        Domain domain,
        List<String> options,
        String meaning,
        boolean addedLater) {

    /** The word for no number. */
    public static final String NONE = "none";

    /** The kind of a parameter. */
    public enum Kind {
        NUMBER,
        WHOLE,
        /** A number, or several in ascending order. */
        NUMBERS,
        FLAG,
        WORD,
        /** A number, or {@value #NONE}. */
        NUMBER_OR_NONE,
        /** A whole number, or a word. */
        WHOLE_OR_WORD,
        /** Another member of the same catalog, as a name or a name with arguments. */
        NESTED
    }

    private Parameter(
            String name, Kind kind, Optional<Object> initial, Domain domain, List<String> options, String meaning) {
        this(name, kind, initial, domain, options, meaning, false);
    }

    /** The same, of a name that existed before it. */
    public Parameter asAddedLater() {
        return new Parameter(name, kind, initial, domain, options, meaning, true);
    }

    public static Parameter number(String name, double initial, Domain domain, String meaning) {
        return new Parameter(name, Kind.NUMBER, Optional.of(initial), domain, List.of(), meaning);
    }

    /** A number, by default {@value #NONE}. */
    public static Parameter numberOrNone(String name, Domain domain, String meaning) {
        return new Parameter(name, Kind.NUMBER_OR_NONE, Optional.of(NONE), domain, List.of(), meaning);
    }

    /** A whole number, by default a word. */
    public static Parameter wholeOr(String name, String word, Domain domain, String meaning) {
        return new Parameter(name, Kind.WHOLE_OR_WORD, Optional.of(word), domain, List.of(word), meaning);
    }

    /** A number, or a list of several in ascending order. */
    public static Parameter numbers(String name, double initial, Domain domain, String meaning) {
        return new Parameter(name, Kind.NUMBERS, Optional.of(initial), domain, List.of(), meaning);
    }

    public static Parameter required(String name, Domain domain, String meaning) {
        return new Parameter(name, Kind.NUMBER, Optional.empty(), domain, List.of(), meaning);
    }

    public static Parameter requiredWhole(String name, Domain domain, String meaning) {
        return new Parameter(name, Kind.WHOLE, Optional.empty(), domain, List.of(), meaning);
    }

    public static Parameter whole(String name, int initial, Domain domain, String meaning) {
        return new Parameter(name, Kind.WHOLE, Optional.of(initial), domain, List.of(), meaning);
    }

    public static Parameter flag(String name, boolean initial, String meaning) {
        return new Parameter(name, Kind.FLAG, Optional.of(initial), Domain.FINITE, List.of(), meaning);
    }

    /** @param options the allowed words, the default first */
    public static Parameter word(String name, List<String> options, String meaning) {
        return new Parameter(name, Kind.WORD, Optional.of(options.get(0)), Domain.FINITE, options, meaning);
    }

    public static Parameter nested(String name, String meaning) {
        return new Parameter(name, Kind.NESTED, Optional.empty(), Domain.FINITE, List.of(), meaning);
    }

    /** What is allowed. */
    public String words() {
        return switch (kind) {
            case NUMBER, WHOLE -> domain.words();
            case NUMBERS -> domain.words() + ", or an ascending list of such numbers";
            case NUMBER_OR_NONE -> domain.words() + " or " + NONE;
            case WHOLE_OR_WORD -> domain.words() + " or " + options.get(0);
            case FLAG -> "true or false";
            case WORD -> String.join(" or ", options);
            case NESTED -> "another";
        };
    }

    /** The value in the parameter's own type, or a {@link Violation} of the parameter. */
    Object accept(Object value) {
        boolean allowed =
                switch (kind) {
                    case FLAG -> value instanceof Boolean;
                    case WORD -> options.contains(value);
                    case NUMBER -> isInDomain(value);
                    case NUMBERS -> isInDomain(value) || value instanceof List<?> list && isAscending(list);
                    case NUMBER_OR_NONE -> NONE.equals(value) || isInDomain(value);
                    case WHOLE -> isWhole(value);
                    case WHOLE_OR_WORD -> options.contains(value) || isWhole(value);
                    case NESTED -> true;
                };
        if (!allowed) {
            throw Violation.must(name, words(), Violation.shown(value));
        }
        return switch (kind) {
            case NUMBER -> ((Number) value).doubleValue();
            case WHOLE -> ((Number) value).intValue();
            case NUMBERS -> value instanceof List<?> list ? numbers(list) : ((Number) value).doubleValue();
            case NUMBER_OR_NONE -> value instanceof Number number ? (Object) number.doubleValue() : value;
            case WHOLE_OR_WORD -> value instanceof Number number ? (Object) number.intValue() : value;
            case FLAG, WORD, NESTED -> value;
        };
    }

    /** One number without its list. */
    private static Object numbers(List<?> list) {
        List<Double> numbers =
                list.stream().map(item -> ((Number) item).doubleValue()).toList();
        return numbers.size() == 1 ? numbers.get(0) : numbers;
    }

    private boolean isAscending(List<?> list) {
        boolean ascending = !list.isEmpty() && list.stream().allMatch(this::isInDomain);
        for (int i = 1; ascending && i < list.size(); i++) {
            ascending = ((Number) list.get(i - 1)).doubleValue() < ((Number) list.get(i)).doubleValue();
        }
        return ascending;
    }

    private boolean isInDomain(Object value) {
        return value instanceof Number number && domain.contains().test(number.doubleValue());
    }

    private boolean isWhole(Object value) {
        return isInDomain(value)
                && value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue());
    }
}
