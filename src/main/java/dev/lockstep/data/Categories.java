package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The categories of a column, in code-point order. Where all of the training rows' are numbers, or all are booleans, they
 * go by value, so that 1, 1.0 and "1" are one, and true and True; else they are texts. The empty text, for what is missing, may be among them.
 */
public final class Categories implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 20;

    private final String[] texts;
    /** Whether texts are categories by their value. */
    private final boolean values;

    private final Nan nan;
    private final HashMap<String, Integer> places = new HashMap<>();
    /** The category of a number or a boolean, by its text; the empty text where several have the value. */
    private final HashMap<String, String> byValue = new HashMap<>();

    /** What the text "nan" is in a column, in any spelling. */
    public enum Nan {
        /** A cell with nothing in it. */
        MISSING,
        /** A text as any other: the name of a place, or a person. */
        TEXT
    }

    private Categories(Stream<String> texts, boolean values, Nan nan) {
        this.texts = texts.distinct().sorted(Labels::byCodePoint).toArray(String[]::new);
        this.values = values;
        this.nan = nan;
        for (int i = 0; i < this.texts.length; i++) {
            String text = this.texts[i];
            places.put(text, i + 1);
            value(text).ifPresent(value -> byValue.merge(value, text, (one, other) -> ""));
        }
    }

    /** What a text is as a number or a boolean. */
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

    /** The same, and the empty text for what is missing. */
    public Categories withMissing() {
        return new Categories(Stream.concat(Stream.of(""), Stream.of(texts)), values, nan);
    }

    /** The categories of a model that is saved, under the names that it has for them. */
    public static Categories saved(List<String> texts, Nan nan) {
        List<String> present = texts.stream().filter(text -> !text.isEmpty()).toList();
        boolean values =
                present.stream().allMatch(text -> NumberText.ofCell(text).isPresent()) || BooleanText.are(present);
        return new Categories(texts.stream(), values, nan);
    }

    /** Whether a text cell is "nan" in any spelling. */
    public static boolean isNan(String cell) {
        return cell.length() == "nan".length() && cell.equalsIgnoreCase("nan");
    }

    public int count() {
        return texts.length;
    }

    public List<String> texts() {
        return List.of(texts);
    }

    public Nan nan() {
        return nan;
    }

    /** What a text cell's category is called. */
    public String name(String cell) {
        return values && !places.containsKey(cell)
                ? value(cell).map(this::nameOfValue).orElse(cell)
                : cell;
    }

    /** What the category of a cell that is no text is called: among texts it is the one that has its value. */
    public String nameOfValue(String value) {
        String known = places.containsKey(value) ? value : byValue.getOrDefault(value, "");
        return known.isEmpty() ? value : known;
    }

    /** The place of a category by its name, from 1; one more than there are for one that is none of them. */
    public int place(String name) {
        return places.getOrDefault(name, texts.length + 1);
    }

    /** The sentence that refuses a value that is none of them. */
    public String refusal(String text) {
        return Names.unknown("category", text, texts().subList(0, Math.min(MOST_SHOWN, texts.length)));
    }
}
