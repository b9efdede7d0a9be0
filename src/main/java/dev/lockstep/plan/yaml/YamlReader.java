package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one YAML document into Java's maps, lists, texts, numbers and booleans. Jackson's own reader would take the
 * last of two equal keys, the name of an alias for its value, and 010 for 8.
 */
public final class YamlReader {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();
    private static final int DEEPEST = 50;
    /** A few lines of nested aliases could exhaust the memory. */
    private static final int MOST_COPIES = 10_000;

    private final String source;
    private final YAMLParser parser;
    private final Map<String, Object> anchors = new HashMap<>();
    private int copies;

    private YamlReader(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * The maps, lists, texts, numbers and booleans of a document; null for an empty one.
     *
     * @param source what messages begin with
     */
    @SuppressWarnings("deprecation") // The exception that replaces it does not say where the problem is.
    static Object read(String source, String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlReader(source, parser).document();
        } catch (MarkedYAMLException e) {
            String context = e.getContext() == null ? "" : " " + e.getContext();
            int line = e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark().getColumn() + 1;
            throw new PlanException(at(source, line, column) + e.getProblem() + context, e);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String problem = e.getOriginalMessage().startsWith("Expected a field name")
                    ? "a key must be text"
                    : e.getOriginalMessage();
            throw new PlanException(at(source, place.getLineNr(), place.getColumnNr()) + problem, e);
        } catch (IOException e) {
            throw new PlanException(source + ": " + e.getMessage(), e);
        }
    }

    /**
     * What one line says, such as {@code {name: huber, delta: 1.0}}; JSON is written so, too.
     *
     * @throws Violation with the place in the line
     */
    public static Object line(String text) {
        try {
            return read("\"" + text + "\"", text);
        } catch (PlanException e) {
            throw new Violation("", e.getMessage());
        }
    }

    private Object document() throws IOException {
        JsonToken first = parser.nextToken();
        Object value = first == null ? null : value(first, 0);
        if (parser.nextToken() != null) {
            throw error("a second document begins, but a plan is one");
        }
        return value;
    }

    private Object value(JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> anchored(parser.getObjectId(), mapping(depth + 1));
            case START_ARRAY -> anchored(parser.getObjectId(), list(depth + 1));
            case VALUE_STRING -> parser.isCurrentAlias() ? copyOf(parser.getText()) : parser.getText();
            case VALUE_NUMBER_INT -> whole(parser.getText());
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw error("binary values are not for plans");
        };
    }

    private Object anchored(String anchor, Object container) {
        if (anchor != null) {
            anchors.put(anchor, container);
        }
        return container;
    }

    private Map<String, Object> mapping(int depth) throws IOException {
        requireShallow(depth);
        Map<String, Object> mapping = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (mapping.containsKey(key)) {
                throw error("the key \"" + key + "\" is given twice");
            }
            mapping.put(key, value(parser.nextToken(), depth));
        }
        return mapping;
    }

    private List<Object> list(int depth) throws IOException {
        requireShallow(depth);
        List<Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(token, depth));
        }
        return list;
    }

    private void requireShallow(int depth) {
        if (depth > DEEPEST) {
            throw error("values are nested more than " + DEEPEST + " levels deep");
        }
    }

    /** A number with a leading zero is ambiguous, octal or decimal, so it stays text. */
    private Object whole(String text) throws IOException {
        return text.matches("[-+]?0[0-9_]+") ? text : number(parser.getNumberValue());
    }

    private static Number number(Number number) {
        return number instanceof BigInteger ? number : (Number) number.longValue();
    }

    /** Values that are not finite numbers in Java, such as .inf or 1e999, stay text. */
    private Object fraction(String text) throws IOException {
        try {
            double number = parser.getDoubleValue();
            return Double.isFinite(number) ? (Object) number : text;
        } catch (JsonParseException e) {
            return text;
        }
    }

    private Object copyOf(String anchor) {
        if (!anchors.containsKey(anchor)) {
            throw error("the alias *" + anchor + " must stand for a mapping or a list that ends before it");
        }
        return copy(anchors.get(anchor));
    }

    private Object copy(Object value) {
        if (++copies > MOST_COPIES) {
            throw error("aliases stand for more than " + MOST_COPIES + " values");
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, copy(item)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copy(item)));
            return copy;
        }
        return value;
    }

    private PlanException error(String message) {
        JsonLocation place = parser.currentTokenLocation();
        return new PlanException(at(source, place.getLineNr(), place.getColumnNr()) + message);
    }

    private static String at(String source, int line, int column) {
        return source + ": line " + line + ", column " + column + ": ";
    }
}
