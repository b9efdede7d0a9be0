package dev.lockstep.catalog;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks the keys of a plan in a sentence, so that each edge spells them in its own way: a plan by their path, an
 * estimator by its params. The marks are two characters of Unicode's private use area, which no sentence has otherwise.
 */
public final class KeyMarks {

    private static final char BEGIN = '\uE000';
    private static final char END = '\uE001';
    private static final Pattern MARKED = Pattern.compile(BEGIN + "([^" + BEGIN + END + "]*)" + END);

    private KeyMarks() {}

    /** @param key its path, such as {@code data.scale}, or a path and a value, such as {@code data.scale: standard} */
    public static String key(String key) {
        return BEGIN + key + END;
    }

    /** The sentence with every marked key in another spelling. */
    public static String spelled(String sentence, UnaryOperator<String> spelling) {
        return MARKED.matcher(sentence).replaceAll(found -> Matcher.quoteReplacement(spelling.apply(found.group(1))));
    }

    /** The sentence with keys as plans have them. */
    public static String plain(String sentence) {
        return spelled(sentence, key -> key);
    }

    /** The marked keys, in order. */
    static Set<String> in(String sentence) {
        Set<String> keys = new LinkedHashSet<>();
        MARKED.matcher(sentence).results().forEach(found -> keys.add(found.group(1)));
        return keys;
    }
}
