package dev.lockstep.catalog;

import java.util.List;
import java.util.Optional;

/**
 * One argument of a named algorithm.
 *
 * @param initial what it is when the user does not say; empty when the user must
 * @param domain what a number may be
 * @param options what a word may be
 * @param meaning one phrase, for help texts and documentation
 */
public record Parameter(
        String name, Kind kind, Optional<Object> initial, Domain domain, List<String> options, String meaning) {

    /** What a value of the parameter looks like. */
    public enum Kind {
        NUMBER,
        WHOLE,
        FLAG,
        WORD,
        /** Another member of the same catalog, as a name or a name with arguments. */
        NESTED
    }

    public static Parameter number(String name, double initial, Domain domain, String meaning) {
        return new Parameter(name, Kind.NUMBER, Optional.of(initial), domain, List.of(), meaning);
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

    /** Returns the value in the parameter's own type, or throws with the name, what is allowed and what was given. */
    Object accept(Object value) {
        return switch (kind) {
            case FLAG -> {
                if (!(value instanceof Boolean)) {
                    throw new IllegalArgumentException(name + " must be true or false but is " + value);
                }
                yield value;
            }
            case WORD -> {
                if (!(value instanceof String word) || !options.contains(word)) {
                    throw new IllegalArgumentException(
                            name + " must be " + String.join(" or ", options) + " but is " + value);
                }
                yield value;
            }
            case NUMBER -> {
                if (!(value instanceof Number number) || !domain.contains().test(number.doubleValue())) {
                    throw new IllegalArgumentException(domain.refusal(name, shown(value)));
                }
                yield number.doubleValue();
            }
            case WHOLE -> {
                if (!(value instanceof Number number)
                        || number.doubleValue() != Math.rint(number.doubleValue())
                        || !domain.contains().test(number.doubleValue())) {
                    throw new IllegalArgumentException(domain.refusal(name, shown(value)));
                }
                yield number.intValue();
            }
            case NESTED -> value;
        };
    }

    /** Text in quotes: a number in quotes is not a number. */
    private static Object shown(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value;
    }
}
