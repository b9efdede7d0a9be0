package dev.lockstep.catalog;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A value that breaks a rule of a plan or an algorithm: which key, what must hold, what the value is. Keys are relative
 * to whoever checks; {@link #within} says where that is. The edges show it with {@link #spelled}; the message has the
 * keys as plans spell them. The caller is to blame.
 */
public final class Violation extends IllegalArgumentException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST_SHOWN = 80;

    private final String key;
    private final String place;
    private final String concept;
    private final String sentence;

    private Violation(String key, String place, String concept, String sentence) {
        super(spelled(place, concept, sentence, name -> name.isEmpty() ? "the value" : name));
        this.key = key;
        this.place = place;
        this.concept = concept;
        this.sentence = sentence;
    }

    /**
     * @param key what the sentence is about; empty for the value as a whole
     * @param sentence with its keys {@linkplain KeyMarks marked}; without any, it is shown behind the place it is about
     */
    public Violation(String key, String sentence) {
        this(key, "", "", sentence);
    }

    /** A contradiction between keys. The sentence begins with the first of them. */
    public static Violation of(String sentence) {
        return new Violation(KeyMarks.in(sentence).iterator().next(), sentence);
    }

    /** {@code <key> must be <rule> but is <found>}. */
    public static Violation must(String key, String rule, String found) {
        return new Violation(key, KeyMarks.key(key) + " must be " + rule + " but is " + found);
    }

    /** {@code unknown <concept> "<name>"; did you mean …? known: …}. */
    public static Violation unknown(String concept, String name, Collection<String> known) {
        return new Violation("", "", concept, Names.unknown(concept, name, known));
    }

    /** The same, where the keys belong to a value that itself has a key. */
    public Violation within(String parent) {
        return new Violation(
                join(parent, key),
                join(parent, place),
                concept,
                KeyMarks.spelled(sentence, name -> KeyMarks.key(join(parent, name))));
    }

    /** A key's path: {@code parent.key}, or {@code parent[0]} of a list. */
    public static String join(String parent, String key) {
        boolean either = parent.isEmpty() || key.isEmpty();
        return parent + (either || key.startsWith("[") ? "" : ".") + key;
    }

    /** What the sentence is about. */
    public String key() {
        return key;
    }

    /** All keys that the sentence names, and the one that it is about. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(KeyMarks.in(sentence));
        keys.add(key);
        return keys;
    }

    /** The sentence with keys in another spelling. */
    public String spelled(UnaryOperator<String> spelling) {
        return spelled(place, concept, sentence, spelling);
    }

    private static String spelled(String place, String concept, String sentence, UnaryOperator<String> spelling) {
        boolean named = place.isEmpty()
                || place.equals(concept)
                || !KeyMarks.in(sentence).isEmpty();
        return (named ? "" : spelling.apply(place) + ": ") + KeyMarks.spelled(sentence, spelling);
    }

    /** A plain value as its user wrote it, without secrets; text that could be taken for something else is quoted. */
    public static String shown(Object plain) {
        if (plain == null || (plain instanceof String text && text.isBlank())) {
            return "empty";
        }
        boolean word = plain instanceof String text && text.matches("(?s)\\p{L}.*");
        String text = Secret.shownInText(word ? (String) plain : json(plain));
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String json(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey().toString()) + ":"
                            + (Secret.isNamed(entry.getKey().toString()) ? json(Secret.MASK) : json(entry.getValue())))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (plain instanceof List<?> list) {
            return list.stream().map(Violation::json).collect(Collectors.joining(",", "[", "]"));
        }
        return plain instanceof String text
                ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
                : String.valueOf(plain);
    }
}
