package dev.lockstep.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** The files of a checkpoint with length and SHA-256; written last, so that it certifies all of them. */
public record Manifest(Map<String, Entry> files) {

    /** The version of the checkpoint format. */
    public static final int VERSION = 1;

    private static final ObjectMapper JSON = StrictJson.MAPPER;

    /** A file. */
    public record Entry(long length, String sha256) {}

    public Manifest {
        files = Map.copyOf(files);
    }

    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        ObjectNode entries = root.putObject("files");
        new TreeMap<>(files)
                .forEach((name, entry) ->
                        entries.putObject(name).put("length", entry.length()).put("sha256", entry.sha256()));
        return root.toPrettyString() + "\n";
    }

    /** @throws FormatException if the text is not a manifest of this version */
    public static Manifest parse(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new FormatException("the manifest must be JSON but is not", e);
        }
        if (!root.path("version").isInt() || root.path("version").intValue() != VERSION) {
            throw new FormatException("the manifest's version must be " + VERSION + " but is " + root.path("version"));
        }
        Map<String, Entry> files = new TreeMap<>();
        root.path("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), entry(file.getKey(), file.getValue())));
        return new Manifest(files);
    }

    private static Entry entry(String name, JsonNode entry) {
        if (!entry.path("length").canConvertToLong() || !entry.path("sha256").isTextual()) {
            throw new FormatException("the manifest must have length and sha256 of " + name);
        }
        return new Entry(entry.path("length").longValue(), entry.path("sha256").textValue());
    }
}
