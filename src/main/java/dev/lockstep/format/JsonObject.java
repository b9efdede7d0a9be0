package dev.lockstep.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Typed access to the values of a JSON object.
 *
 * @param name its name in messages
 */
record JsonObject(String name, JsonNode node) {

    private static final ObjectMapper JSON = StrictJson.MAPPER;

    JsonObject {
        if (!node.isObject()) {
            throw new FormatException(name + " must be a JSON object but is " + node);
        }
    }

    static String text(Map<String, Object> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonObject parse(String name, String text) {
        try {
            return new JsonObject(name, JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new FormatException(name + " must be JSON but is not: " + e.getOriginalMessage(), e);
        }
    }

    boolean is(String key, String word) {
        return word.equals(node.path(key).textValue());
    }

    void require(String key, String word) {
        if (!is(key, word)) {
            throw refusal(key, word);
        }
    }

    int count(String key) {
        JsonNode value = node.path(key);
        if (!value.isInt() || value.intValue() < 1) {
            throw refusal(key, "a whole number from 1");
        }
        return value.intValue();
    }

    double number(String key) {
        if (!node.path(key).isNumber()) {
            throw refusal(key, "a number");
        }
        return node.path(key).doubleValue();
    }

    boolean has(String key) {
        return node.has(key);
    }

    String text(String key) {
        if (!node.path(key).isTextual()) {
            throw refusal(key, "a text");
        }
        return node.path(key).textValue();
    }

    double[] numbers(String key) {
        return numbers(key, list(key).size());
    }

    /** A list of the given number of numbers; words count as NaN. */
    double[] numbers(String key, int count) {
        JsonNode list = list(key);
        if (list.size() != count) {
            throw refusal(key, "a list of " + count);
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            if (!list.get(i).isNumber() && !list.get(i).isTextual()) {
                throw refusal(key, "a list of numbers");
            }
            numbers[i] = list.get(i).isNumber() ? list.get(i).doubleValue() : Double.NaN;
        }
        return numbers;
    }

    boolean flag(String key) {
        if (!node.path(key).isBoolean()) {
            throw refusal(key, "true or false");
        }
        return node.path(key).booleanValue();
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list(key)) {
            if (!item.isTextual()) {
                throw refusal(key, "a list of texts");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    List<JsonObject> objects(String key) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonNode item : list(key)) {
            objects.add(new JsonObject(key + "[" + objects.size() + "]", item));
        }
        return objects;
    }

    /** The value as Java's maps, lists, numbers and texts. */
    Object plain(String key) {
        if (node.path(key).isMissingNode() || node.path(key).isNull()) {
            throw refusal(key, "given");
        }
        return JSON.convertValue(node.path(key), Object.class);
    }

    private JsonNode list(String key) {
        if (!node.path(key).isArray()) {
            throw refusal(key, "a list");
        }
        return node.path(key);
    }

    private FormatException refusal(String key, String domain) {
        JsonNode value = node.path(key);
        return new FormatException(
                name + ": " + key + " must be " + domain + " but is " + (value.isMissingNode() ? "missing" : value));
    }
}
