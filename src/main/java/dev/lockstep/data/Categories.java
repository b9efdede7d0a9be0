package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import dev.lockstep.math.Murmur3;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The categories of a column, in code-point order. If all categories of the training rows are numbers, or all are
 * booleans, they are compared by value, so that 1, 1.0 and "1" are equal, and true and True; otherwise they are texts.
 * The empty text, for missing cells, may be one of them.
 *
 * <p>Or they are hashed: every text is a category, and shares its place with others of the same {@link Murmur3} hash of
 * its UTF-8 bytes, unsigned, modulo the number of places. Numbers and booleans are compared by value then too.
 */
public final class Categories implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 20;

    private final String[] texts;
    /** Whether texts are compared by value. */
    private final boolean values;

    private final Nan nan;
    /** The number of places of hashed categories; 0 for a set. */
    private final int hashed;

    private final HashMap<String, Integer> places = new HashMap<>();
    /** The category of a number or a boolean, by its text; the empty text if several have the value. */
    private final HashMap<String, String> byValue = new HashMap<>();

    /** The meaning of the text "nan" in a column, in any case. */
    public enum Nan {
        /** A missing cell. */
        MISSING,
        /** Ordinary text, such as a name. */
        TEXT
    }

    private Categories(Stream<String> texts, boolean values, Nan nan) {
        this(texts, values, nan, 0);
    }

    private Categories(Stream<String> texts, boolean values, Nan nan, int hashed) {
        this.hashed = hashed;
        this.texts = texts.distinct().sorted(Labels::byCodePoint).toArray(String[]::new);
        this.values = values;
        this.nan = nan;
        for (int i = 0; i < this.texts.length; i++) {
            String text = this.texts[i];
            places.put(text, i + 1);
            value(text).ifPresent(value -> byValue.merge(value, text, (one, other) -> ""));
        }
    }

    /** The value of a text as a number or a boolean. */
    private static Optional<String> value(String text) {
        return NumberText.ofCell(text).or(() -> BooleanText.ofCell(text));
    }

    /** The categories among distinct cells of training rows. */
    public static Categories of(Collection<String> cells) {
        List<String> present =
                cells.stream().filter(cell -> !cell.isEmpty() && !isNan(cell)).toList();
        boolean numbers = !present.isEmpty()
                && present.stream().allMatch(cell -> NumberText.ofCell(cell).isPresent());
        if (!numbers) {
            List<String> texts = cells.stream().filter(cell -> !cell.isEmpty()).toList();
            boolean booleans = BooleanText.are(texts);
            return new Categories(
                    cells.stream()
                            .map(cell -> booleans ? BooleanText.ofCell(cell).orElse(cell) : cell),
                    booleans,
                    Nan.TEXT);
        }
        Stream<String> missing = cells.stream().filter(String::isEmpty);
        Stream<String> values = present.stream().flatMap(cell -> NumberText.ofCell(cell).stream());
        return new Categories(Stream.concat(missing, values), true, Nan.MISSING);
    }

    /** Categories of any text, by hash. @param places their number */
    public static Categories hashed(int places) {
        return new Categories(Stream.of(), true, Nan.TEXT, places);
    }

    /** The number of places of hashed categories; empty for a set. */
    public Optional<Integer> hashed() {
        return hashed > 0 ? Optional.of(hashed) : Optional.empty();
    }

    /** The names of the inputs: {@code feature=category}, or {@code feature#place} from 0. */
    List<String> inputNames(String feature) {
        return hashed > 0
                ? IntStream.range(0, hashed).mapToObj(i -> feature + "#" + i).toList()
                : Stream.of(texts).map(text -> feature + "=" + text).toList();
    }

    /** The same, with the empty text for missing cells. */
    public Categories withMissing() {
        return new Categories(Stream.concat(Stream.of(""), Stream.of(texts)), values, nan);
    }

    /** The categories of a saved model, with their names in the model. */
    public static Categories saved(List<String> texts, Nan nan) {
        List<String> present = texts.stream().filter(text -> !text.isEmpty()).toList();
        boolean values =
                present.stream().allMatch(text -> NumberText.ofCell(text).isPresent()) || BooleanText.are(present);
        return new Categories(texts.stream(), values, nan);
    }

    /** Whether a text cell is "nan" in any case. */
    public static boolean isNan(String cell) {
        return cell.length() == "nan".length() && cell.equalsIgnoreCase("nan");
    }

    /** The number of inputs. */
    public int count() {
        return hashed > 0 ? hashed : texts.length;
    }

    public List<String> texts() {
        return List.of(texts);
    }

    public Nan nan() {
        return nan;
    }

    /** The name of a text cell's category. */
    public String name(String cell) {
        return values && !places.containsKey(cell)
                ? value(cell).map(this::nameOfValue).orElse(cell)
                : cell;
    }

    /** The name of the category of a cell that is not text: among texts, the one with its value. */
    public String nameOfValue(String value) {
        String known = places.containsKey(value) ? value : byValue.getOrDefault(value, "");
        return known.isEmpty() ? value : known;
    }

    /** The index of a category by name, from 1; the number of categories plus one if unknown. */
    public int place(String name) {
        if (hashed > 0) {
            return 1 + Integer.remainderUnsigned(Murmur3.hash(name.getBytes(StandardCharsets.UTF_8)), hashed);
        }
        return places.getOrDefault(name, texts.length + 1);
    }

    /** The error message for an unknown value. */
    public String refusal(String text) {
        return Names.unknown("category", text, texts().subList(0, Math.min(MOST_SHOWN, texts.length)));
    }
}
