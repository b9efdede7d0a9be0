package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads one YAML document into a tree. Jackson's own reader would take the last of two equal keys, the name of an alias
 * for its value, and 010 for 8.
 */
final class YamlReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();
    private static final int DEEPEST = 50;
    /** A few lines of aliases to aliases would fill any memory. */
    private static final int MOST_COPIES = 10_000;

    private final String source;
    private final YAMLParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private int copies;

    private YamlReader(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * The tree of a document; of an empty one, the null node.
     *
     * @param source what messages begin with
     */
    @SuppressWarnings("deprecation") // The exception that replaces it does not say where the problem is.
    static JsonNode read(String source, String text) {
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

    private JsonNode document() throws IOException {
        JsonToken first = parser.nextToken();
        JsonNode node = first == null ? NODES.nullNode() : value(first, 0);
        if (parser.nextToken() != null) {
            throw error("a second document begins, but a plan is one");
        }
        return node;
    }

    private JsonNode value(JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> anchored(parser.getObjectId(), mapping(depth + 1));
            case START_ARRAY -> anchored(parser.getObjectId(), list(depth + 1));
            case VALUE_STRING -> parser.isCurrentAlias() ? copyOf(parser.getText()) : NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser.getText());
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw error("binary values are not for plans");
        };
    }

    private JsonNode anchored(String anchor, JsonNode node) {
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private ObjectNode mapping(int depth) throws IOException {
        requireShallow(depth);
        ObjectNode mapping = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (mapping.has(key)) {
                throw error("the key \"" + key + "\" is given twice");
            }
            mapping.set(key, value(parser.nextToken(), depth));
        }
        return mapping;
    }

    private ArrayNode list(int depth) throws IOException {
        requireShallow(depth);
        ArrayNode list = NODES.arrayNode();
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

    /** A number with a leading zero is octal to some and decimal to others, so it stays text. */
    private JsonNode whole(String text) throws IOException {
        return text.matches("[-+]?0[0-9_]+") ? NODES.textNode(text) : number(parser.getNumberValue());
    }

    private static JsonNode number(Number number) {
        return number instanceof BigInteger big ? NODES.numberNode(big) : NODES.numberNode(number.longValue());
    }

    /** What is no finite number in Java, such as .inf or 1e999, stays text. */
    private JsonNode fraction(String text) throws IOException {
        try {
            double number = parser.getDoubleValue();
            return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(text);
        } catch (JsonParseException e) {
            return NODES.textNode(text);
        }
    }

    private JsonNode copyOf(String anchor) {
        JsonNode node = anchors.get(anchor);
        if (node == null) {
            throw error("the alias *" + anchor + " must stand for a mapping or a list that ends before it");
        }
        count(node);
        return node.deepCopy();
    }

    private void count(JsonNode node) {
        if (++copies > MOST_COPIES) {
            throw error("aliases stand for more than " + MOST_COPIES + " values");
        }
        node.forEach(this::count);
    }

    private PlanException error(String message) {
        JsonLocation place = parser.currentTokenLocation();
        return new PlanException(at(source, place.getLineNr(), place.getColumnNr()) + message);
    }

    private static String at(String source, int line, int column) {
        return source + ": line " + line + ", column " + column + ": ";
    }
}
