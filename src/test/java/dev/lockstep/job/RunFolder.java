package dev.lockstep.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a run left in its folder, without what depends on the time it took and the engine. */
public record RunFolder(Path path) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CIRCUMSTANCES = List.of("id", "seconds", "rowsPerSecond", "stepMillis", "engine");

    /** Metrics, with the fingerprint of the weights and the way training went, and the history. */
    public String outcome() {
        return outcome(text("metrics.json"), text("history.jsonl"));
    }

    public static String outcome(String metrics, String history) {
        List<String> lines = new ArrayList<>(List.of(untimed(metrics).toPrettyString()));
        history.lines().forEach(line -> lines.add(untimed(line).toString()));
        return String.join("\n", lines);
    }

    private static JsonNode untimed(String json) {
        ObjectNode object = (ObjectNode) parsed(json);
        return object.remove(CIRCUMSTANCES);
    }

    public JsonNode json(String name) {
        return parsed(text(name));
    }

    public static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The steps of the checkpoints, the oldest first. */
    public List<Long> checkpoints() {
        return steps("step-");
    }

    /** The step of the newest checkpoint, or 0. */
    public long newest() {
        return last(checkpoints());
    }

    /** The step of the checkpoint in the making, or 0. */
    public long inTheMaking() {
        return last(steps(".writing-step-"));
    }

    private static long last(List<Long> steps) {
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
    }

    private List<Long> steps(String prefix) {
        String[] names = path.resolve("checkpoints").toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .filter(name -> name.startsWith(prefix))
                .map(name -> Long.parseLong(name.substring(prefix.length())))
                .sorted()
                .toList();
    }

    public Path checkpointFile(long step, String name) {
        return path.resolve(String.format("checkpoints/step-%010d/%s", step, name));
    }

    private String text(String name) {
        try {
            return Files.readString(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of all files. */
    public RunFolder copiedTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(path.relativize(file)));
            }
        }
        return new RunFolder(target);
    }
}
