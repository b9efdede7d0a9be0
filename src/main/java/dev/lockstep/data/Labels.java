package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The meaning of label cells: numbers or classes. Classes are the sorted distinct labels, numbers by value and text by
 * code point; the target of a class is its index.
 */
public final class Labels implements Serializable {

    private static final long serialVersionUID = 1;

    /** Any whole number of so many digits is exact in double. */
    private static final int EXACT_DIGITS = 15;

    /** The names of classes in their order; null for numbers. */
    private final String[] names;

    private final boolean text;
    /** Whether they are true and false, which may be written in any case. */
    private final boolean booleans;

    private final HashMap<String, Integer> places = new HashMap<>();

    private Labels(String[] names, boolean text) {
        this.names = names;
        this.text = text;
        this.booleans = names != null && BooleanText.are(List.of(names));
        for (int i = 0; names != null && i < names.length; i++) {
            places.put(names[i], i);
        }
        for (int i = 0; booleans && i < names.length; i++) {
            places.putIfAbsent(BooleanText.ofCell(names[i]).orElseThrow(), i);
        }
    }

    /** Numbers, for a regression. */
    public static Labels ofNumbers() {
        return new Labels(null, false);
    }

    /** The classes among distinct cells: by value if all are numbers or all are booleans, otherwise by text. */
    public static Labels ofClasses(Collection<String> cells) {
        if (BooleanText.are(cells)) {
            Stream<String> booleans = cells.stream().flatMap(cell -> BooleanText.ofCell(cell).stream());
            return new Labels(booleans.distinct().sorted().toArray(String[]::new), true);
        }
        List<Optional<String>> numbers = cells.stream().map(NumberText::ofCell).toList();
        boolean text = numbers.stream().anyMatch(Optional::isEmpty);
        Stream<String> names = text
                ? cells.stream().sorted(Labels::byCodePoint)
                : numbers.stream().map(Optional::get).sorted(Comparator.comparing(BigDecimal::new));
        return new Labels(names.distinct().toArray(String[]::new), text);
    }

    /** The classes of a saved model, with their names in the model. */
    public static Labels saved(List<String> classes) {
        return BooleanText.are(classes) ? new Labels(classes.toArray(String[]::new), true) : ofClasses(classes);
    }

    /** The name of a class. */
    public String name(int place) {
        return names[place];
    }

    /** Whether labels are text, so that the text of a cell is its content. */
    public boolean areText() {
        return text;
    }

    /** Whether labels are classes. */
    public boolean areClasses() {
        return names != null;
    }

    /** The first class that is not a whole number from 0, unless the two classes are −1 and 1. */
    public Optional<String> unusable() {
        if (text || names == null || List.of("-1", "1").equals(List.of(names))) {
            return Optional.empty();
        }
        return Arrays.stream(names)
                .filter(name -> name.startsWith("-") || !isWhole(name))
                .findFirst();
    }

    private static boolean isWhole(String number) {
        return new BigDecimal(number).stripTrailingZeros().scale() <= 0;
    }

    /** The classes as text; empty for numbers. */
    public List<String> classes() {
        return names == null ? List.of() : List.of(names);
    }

    /** The target of a text cell, or empty if the class is unknown. */
    public Optional<Double> targetOf(String cell) {
        if (names == null) {
            return number(cell);
        }
        // Most cells are written like the class and need no parsing as a number.
        Integer place = places.get(cell);
        if (place == null && !text) {
            place = NumberText.ofCell(cell).map(places::get).orElse(null);
        }
        if (place == null && booleans) {
            place = BooleanText.ofCell(cell).map(places::get).orElse(null);
        }
        return Optional.ofNullable(place).map(Integer::doubleValue);
    }

    /** The target of a number, or empty if the class is unknown. */
    public Optional<Double> targetOf(double value) {
        return names == null ? Optional.of(value) : targetOf(NumberText.of(value));
    }

    /** The error message for an unknown class. */
    public String refusal(String cell) {
        return areClasses()
                ? Names.unknown(
                        "class",
                        cell,
                        classes().subList(0, Math.min(20, classes().size())))
                : "must be a number";
    }

    /** A finite number in decimal notation, with −0 as 0; empty for anything else. */
    public static Optional<Double> number(String cell) {
        String trimmed = cell.strip();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        double quick = shortDecimal(trimmed);
        if (!Double.isNaN(quick)) {
            return Optional.of(quick);
        }
        char last = trimmed.charAt(trimmed.length() - 1);
        // Double.parseDouble also accepts NaN, 1d and hexadecimal.
        if (!Character.isDigit(last) && last != '.') {
            return Optional.empty();
        }
        try {
            double value = Double.parseDouble(trimmed) + 0.0;
            boolean decimal = trimmed.indexOf('x') < 0 && trimmed.indexOf('X') < 0;
            return decimal && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * A number of up to 15 digits without an exponent; NaN for other text. Its digits and the power of ten are exact as
     * doubles, so the quotient is rounded once, as by {@link Double#parseDouble}, which takes much longer.
     */
    public static double shortDecimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = -1;
        long digits = 0;
        if (text.length() - start > EXACT_DIGITS + 1) {
            return Double.NaN;
        }
        for (int i = start; i < text.length(); i++) {
            char here = text.charAt(i);
            if (here >= '0' && here <= '9') {
                digits = 10 * digits + here - '0';
            } else if (here == '.' && point < 0) {
                point = i;
            } else {
                return Double.NaN;
            }
        }
        int count = text.length() - start - (point < 0 ? 0 : 1);
        if (count == 0 || count > EXACT_DIGITS) {
            return Double.NaN;
        }
        double value = digits / ShortestDecimal.POWERS[point < 0 ? 0 : text.length() - 1 - point];
        return (start == 0 ? value : -value) + 0.0;
    }

    /** The classes as whole numbers, if all are distinct 64-bit integers. */
    public static Optional<long[]> wholeNumbers(List<String> classes) {
        long[] numbers = new long[classes.size()];
        for (int i = 0; i < numbers.length; i++) {
            Optional<Long> number = NumberText.ofCell(classes.get(i)).flatMap(Labels::whole);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            numbers[i] = number.get();
        }
        boolean distinct = Arrays.stream(numbers).distinct().count() == numbers.length;
        return distinct ? Optional.of(numbers) : Optional.empty();
    }

    private static Optional<Long> whole(String number) {
        return number.matches("-?[0-9]+") && new BigInteger(number).bitLength() < Long.SIZE
                ? Optional.of(Long.parseLong(number))
                : Optional.empty();
    }

    /** A number in its usual notation: 3, not 3.0. */
    public static String text(double value) {
        return NumberText.of(value);
    }

    static int byCodePoint(String left, String right) {
        return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }
}
