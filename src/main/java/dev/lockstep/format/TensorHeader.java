package dev.lockstep.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header before the numbers.
 *
 * @param entries in the order of their numbers, which follow each other without gaps
 */
record TensorHeader(Map<String, String> metadata, List<Entry> entries) {

    static final String METADATA = "__metadata__";

    private static final List<String> KEYS = List.of("dtype", "shape", "data_offsets");

    /** Other types of saved networks, which PyTorch converts to F32. */
    private static final List<String> SMALL_FLOATS = List.of("F16", "BF16");

    private static final ObjectMapper JSON = StrictJson.MAPPER;

    /** The location of a tensor's numbers: bytes {@code [begin, end)} after the header. */
    record Entry(String name, Tensor.Type type, List<Long> shape, long begin, long end) implements TensorOutline {

        int count() {
            return (int) ((end - begin) / type.bytes());
        }
    }

    static TensorHeader of(SafeTensors file) {
        List<Entry> entries = new ArrayList<>();
        long end = 0;
        for (Tensor tensor : file.tensors()) {
            long begin = end;
            end += Tensor.count(tensor.shape()) * tensor.type().bytes();
            entries.add(new Entry(tensor.name(), tensor.type(), tensor.shape(), begin, end));
        }
        return new TensorHeader(file.metadata(), entries);
    }

    /** Bytes of numbers after the header. */
    long dataBytes() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    String json() {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(root.putObject(METADATA)::put);
        }
        for (Entry entry : entries) {
            ObjectNode node =
                    root.putObject(entry.name()).put("dtype", entry.type().name());
            entry.shape().forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        return root.toString();
    }

    /** @throws FormatException if the header violates the format */
    static TensorHeader parse(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != '{') {
            throw new FormatException("the header must start with { but does not");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : tree(bytes).properties()) {
            if (field.getKey().equals(METADATA)) {
                metadata.putAll(metadata(field.getValue()));
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireGapless(entries);
        return new TensorHeader(metadata, entries);
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return JSON.readTree(text);
        } catch (CharacterCodingException e) {
            throw new FormatException("the header must be UTF-8 but is not", e);
        } catch (MismatchedInputException e) {
            throw new FormatException("the header must be one JSON object but is followed by more", e);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw new FormatException(
                    "the header must be JSON but at character " + at + ": " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, String> metadata(JsonNode node) {
        Map<String, String> metadata = new LinkedHashMap<>();
        require(node.isObject(), METADATA, "an object", node);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            require(field.getValue().isTextual(), METADATA + "." + field.getKey(), "a text", field.getValue());
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }

    private static Entry entry(String name, JsonNode node) {
        String of = " of tensor " + name;
        require(node.isObject(), "tensor " + name, "an object", node);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw new FormatException(
                        "tensor " + name + " must have only " + String.join(", ", KEYS) + " but has " + field.getKey());
            }
        }
        Tensor.Type type = type(node.path("dtype"), of);
        List<Long> shape = wholes(node.path("shape"), "shape" + of);
        List<Long> offsets = wholes(node.path("data_offsets"), "data_offsets" + of);
        require(offsets.size() == 2, "data_offsets" + of, "two whole numbers", node.path("data_offsets"));
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static Tensor.Type type(JsonNode node, String of) {
        for (Tensor.Type type : Tensor.Type.values()) {
            if (type.name().equals(node.textValue())) {
                return type;
            }
        }
        FormatException refusal = refusal("dtype" + of, "F32 or F64", node);
        throw SMALL_FLOATS.contains(node.asText())
                ? new FormatException(refusal.getMessage() + "; save the network after .float()")
                : refusal;
    }

    private static List<Long> wholes(JsonNode node, String what) {
        List<Long> values = new ArrayList<>();
        require(node.isArray(), what, "a list of whole numbers from 0", node);
        for (JsonNode value : node) {
            boolean whole = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
            require(whole, what, "a list of whole numbers from 0", node);
            values.add(value.longValue());
        }
        return values;
    }

    /** The end of the previous tensor and the shape determine the location of a tensor's numbers. */
    private static void requireGapless(List<Entry> entries) {
        long begin = 0;
        for (Entry entry : entries) {
            long end = end(entry, begin);
            if (entry.begin() != begin || entry.end() != end) {
                throw new FormatException("data_offsets of tensor " + entry.name() + " must be [" + begin + ", " + end
                        + "] for its shape " + entry.shape() + " but is [" + entry.begin() + ", " + entry.end() + "]");
            }
            begin = end;
        }
    }

    private static long end(Entry entry, long begin) {
        try {
            long count = Tensor.count(entry.shape());
            Math.toIntExact(count);
            return Math.addExact(begin, count * entry.type().bytes());
        } catch (ArithmeticException e) {
            throw new FormatException(
                    "tensor " + entry.name() + " must have fewer than 2147483648 numbers but has the shape "
                            + entry.shape(),
                    e);
        }
    }

    private static void require(boolean right, String what, String domain, JsonNode node) {
        if (!right) {
            throw refusal(what, domain, node);
        }
    }

    private static FormatException refusal(String what, String domain, JsonNode node) {
        return new FormatException(
                what + " must be " + domain + " but is " + (node.isMissingNode() ? "missing" : node));
    }
}
