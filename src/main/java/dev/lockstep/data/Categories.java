package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The distinct values of a column of names, in code-point order. */
public final class Categories implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 20;

    private final String[] texts;

    private Categories(String[] texts) {
        this.texts = texts;
    }

    public static Categories of(Collection<String> values) {
        return new Categories(
                values.stream().distinct().sorted(Labels::byCodePoint).toArray(String[]::new));
    }

    public int count() {
        return texts.length;
    }

    public List<String> texts() {
        return List.of(texts);
    }

    /** A value's place, from 1; one more than there are for a value that is none of them. */
    public int place(String text) {
        int found = Arrays.binarySearch(texts, text, Labels::byCodePoint);
        return found < 0 ? texts.length + 1 : found + 1;
    }

    /** The sentence that refuses a value that is none of them. */
    public String refusal(String text) {
        return Names.unknown("category", text, texts().subList(0, Math.min(MOST_SHOWN, texts.length)));
    }
}
