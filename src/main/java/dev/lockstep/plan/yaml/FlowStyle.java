package dev.lockstep.plan.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of settings as YAML writes them inside braces, such as {@code {name: huber, delta: 1.0}}: words, numbers,
 * truth values, quoted text, {@code [lists]} and {@code {mappings: of them}}. JSON is written so, too.
 */
public final class FlowStyle {

    private static final String ENDS = ",:{}[]\"'";

    private final String text;
    private int at;

    private FlowStyle(String text) {
        this.text = text;
    }

    /**
     * What a line says, in Java's maps, lists, numbers, truth values and texts.
     *
     * @throws IllegalArgumentException with the line and the place in it
     */
    public static Object parse(String text) {
        FlowStyle parser = new FlowStyle(text);
        Object value = parser.value();
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.refusal("nothing more");
        }
        return value;
    }

    /** The line that says it. */
    public static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((key, item) -> entries.add(text(key) + ": " + text(item)));
            return "{" + String.join(", ", entries) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(FlowStyle::text).toList()) + "]";
        }
        if (value instanceof String word && !isPlain(word)) {
            return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        return String.valueOf(value);
    }

    private static boolean isPlain(String word) {
        return !word.isEmpty()
                && word.equals(word.strip())
                && word.chars().noneMatch(c -> ENDS.indexOf(c) >= 0)
                && scalar(word) instanceof String;
    }

    private Object value() {
        skipSpace();
        if (at == text.length()) {
            throw refusal("a value");
        }
        return switch (text.charAt(at)) {
            case '{' -> mapping();
            case '[' -> list();
            case '"', '\'' -> quoted();
            default -> scalar(word());
        };
    }

    private Map<String, Object> mapping() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (!ends('}', map.isEmpty())) {
            String key = String.valueOf(isQuote() ? quoted() : word());
            skipSpace();
            expect(':');
            if (map.put(key, value()) != null) {
                throw refusal("each key once but has " + key + " again,");
            }
        }
        return map;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        at++;
        while (!ends(']', list.isEmpty())) {
            list.add(value());
        }
        return list;
    }

    /** Goes to the next item, or over the end. */
    private boolean ends(char end, boolean first) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == end) {
            at++;
            return true;
        }
        if (!first) {
            expect(',');
            skipSpace();
        }
        return false;
    }

    private boolean isQuote() {
        return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            boolean escaped = quote == '"' && text.charAt(at) == '\\' && at + 1 < text.length();
            at += escaped ? 1 : 0;
            content.append(text.charAt(at++));
        }
        expect(quote);
        return content.toString();
    }

    private String word() {
        int from = at;
        while (at < text.length() && ENDS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at).strip();
        if (word.isEmpty()) {
            throw refusal("a value");
        }
        return word;
    }

    private static Object scalar(String word) {
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        if (word.matches("[-+]?[0-9]{1,18}")) {
            long number = Long.parseLong(word);
            return (int) number == number ? (Object) (int) number : (Object) number;
        }
        return word.matches("[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?")
                ? (Object) Double.parseDouble(word)
                : word;
    }

    private void expect(char wanted) {
        if (at == text.length() || text.charAt(at) != wanted) {
            throw refusal(String.valueOf(wanted));
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException refusal(String wanted) {
        String found = at == text.length() ? "ends" : "has " + text.substring(at);
        return new IllegalArgumentException(
                "\"" + text + "\" must have " + wanted + " at character " + (at + 1) + " but " + found);
    }
}
