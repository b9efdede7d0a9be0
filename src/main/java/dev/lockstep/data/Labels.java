package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What label cells mean: numbers to predict, or classes. Classes are the sorted distinct labels, numbers by value and
 * text by code point; a class's target is its place among them.
 */
public final class Labels implements Serializable {

    private static final long serialVersionUID = 1;

    /** Beyond it a number's text is no whole one. */
    private static final double MOST_WHOLE = 1e15;

    private final double[] numbers;
    private final String[] texts;

    private Labels(double[] numbers, String[] texts) {
        this.numbers = numbers;
        this.texts = texts;
    }

    /** Numbers to predict. */
    public static Labels ofNumbers() {
        return new Labels(null, null);
    }

    /** The classes among distinct cells: by value if all of them are numbers, else by text. */
    public static Labels ofClasses(Collection<String> cells) {
        if (cells.stream().allMatch(cell -> number(cell).isPresent())) {
            return new Labels(
                    cells.stream()
                            .mapToDouble(cell -> number(cell).get())
                            .sorted()
                            .distinct()
                            .toArray(),
                    null);
        }
        return new Labels(
                null, cells.stream().sorted(Labels::byCodePoint).distinct().toArray(String[]::new));
    }

    /** Whether labels are text, so that a cell's text is its content. */
    public boolean areText() {
        return texts != null;
    }

    /** Whether labels are classes. */
    public boolean areClasses() {
        return texts != null || numbers != null;
    }

    /**
     * The first class that is a number which must not be one: not whole, or negative.
     *
     * @param signs whether numbers must be 0 and 1, or −1 and 1, instead
     */
    public Optional<String> unusable(boolean signs) {
        for (double number : numbers == null ? new double[0] : numbers) {
            boolean usable = signs
                    ? number == 1 || number == (numbers[0] == -1 ? -1 : 0)
                    : number >= 0 && number == Math.rint(number);
            if (!usable) {
                return Optional.of(text(number));
            }
        }
        return Optional.empty();
    }

    /** The classes as text; empty for numbers to predict. */
    public List<String> classes() {
        if (texts != null) {
            return List.of(texts);
        }
        return numbers == null
                ? List.of()
                : Arrays.stream(numbers).mapToObj(Labels::text).toList();
    }

    /** The target of a text cell, or empty if no such class is known. */
    public Optional<Double> targetOf(String cell) {
        if (texts != null) {
            int place = Arrays.binarySearch(texts, cell, Labels::byCodePoint);
            return place < 0 ? Optional.empty() : Optional.of((double) place);
        }
        return number(cell).flatMap(this::targetOf);
    }

    /** The target of a number, or empty if no such class is known. */
    public Optional<Double> targetOf(double value) {
        if (texts != null) {
            return targetOf(text(value));
        }
        if (numbers == null) {
            return Optional.of(value);
        }
        int place = Arrays.binarySearch(numbers, value + 0.0);
        return place < 0 ? Optional.empty() : Optional.of((double) place);
    }

    /** The sentence that refuses an unknown class. */
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
        char last = trimmed.charAt(trimmed.length() - 1);
        // Double.parseDouble also takes NaN, 1d and hexadecimal, which nobody means in a table.
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

    /** The classes as whole numbers, if all of them are, and no two the same one. */
    public static Optional<long[]> wholeNumbers(List<String> classes) {
        long[] numbers = new long[classes.size()];
        for (int i = 0; i < numbers.length; i++) {
            Optional<Double> number = number(classes.get(i));
            if (number.isEmpty() || number.get() != Math.rint(number.get()) || Math.abs(number.get()) >= MOST_WHOLE) {
                return Optional.empty();
            }
            numbers[i] = number.get().longValue();
        }
        boolean distinct = Arrays.stream(numbers).distinct().count() == numbers.length;
        return distinct ? Optional.of(numbers) : Optional.empty();
    }

    /** A number as a person would write it: 3 and not 3.0. */
    public static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static int byCodePoint(String left, String right) {
        return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }
}
