package dev.lockstep.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads JSON: the same bytes on every system, valid for all numbers. */
public final class Json {

    private static final ObjectWriter LINE = new ObjectMapper().writer();
    private static final ObjectWriter PRETTY = LINE.with(new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /** An object with these fields in order, one per line, null for numbers that are not finite. */
    public static String pretty(Map<String, ?> fields) {
        return text(PRETTY, fields) + "\n";
    }

    /** A value on one line. */
    public static String line(Object value) {
        return text(LINE, value);
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(finite(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object finite(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> finite = new LinkedHashMap<>();
            map.forEach((key, item) -> finite.put(key, finite(item)));
            return finite;
        }
        if (value instanceof Collection<?> items) {
            List<Object> finite = new ArrayList<>();
            items.forEach(item -> finite.add(finite(item)));
            return finite;
        }
        return value instanceof Double number && !Double.isFinite(number) ? null : value;
    }

    /** The texts of a JSON list; empty if the text is anything else. */
    public static List<String> list(String json) {
        List<String> texts = new ArrayList<>();
        try {
            new ObjectMapper().readTree(json).forEach(item -> texts.add(item.asText()));
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return texts;
    }

    /** The texts of a list in a JSON object; empty if missing. */
    public static List<String> list(String json, String name) {
        try {
            return list(String.valueOf(new ObjectMapper().readTree(json).get(name)));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    /** The scalar values of a JSON object by name, with empty text for others; empty if the text is anything else. */
    public static Map<String, String> texts(String json) {
        try {
            return texts(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a file of any length: needs memory for the scalar values only. Leaves the stream open. */
    public static Map<String, String> texts(InputStream json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (JsonParser parser =
                new JsonFactory().disable(JsonParser.Feature.AUTO_CLOSE_SOURCE).createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                texts.put(name, parser.nextToken().isScalarValue() ? parser.getText() : "");
                parser.skipChildren();
            }
        } catch (JsonProcessingException e) {
            return Map.of();
        }
        return texts;
    }
}
