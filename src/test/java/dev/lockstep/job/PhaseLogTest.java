package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code --log-format} on standard error. */
class PhaseLogTest {

    @TempDir
    Path folder;

    private Path plan;

    @BeforeEach
    void write() throws IOException {
        Path rows = Table.clusters(60, 2, 2).csv(folder.resolve("rows.csv"));
        plan = Files.writeString(folder.resolve("night.yaml"), String.format("""
                data: {train: {path: %s, options: {password: hunter2-hunter3}}, label: y}
                loss: cross_entropy
                training: {epochs: 3, batchSize: 32, shards: 2}
                output: %s
                """, rows, folder.resolve("run")));
    }

    @Test
    void everyPhaseIsAnObjectOfJson() throws IOException {
        Script.Result result = InProcess.run("train", plan.toString(), "--log-format", "json");
        assertEquals(0, result.code(), result::toString);
        List<String> phases = new ArrayList<>();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : result.err().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
            phases.add(lines.get(lines.size() - 1).path("phase").asText());
        }
        assertEquals(List.of("reading rows", "training", "model and metrics", "diagnostics", "done"), phases);
        String id = new ObjectMapper()
                .readTree(folder.resolve("run/metrics.json").toFile())
                .path("id")
                .asText();
        Instant last = Instant.EPOCH;
        for (JsonNode line : lines) {
            assertEquals("night", line.path("run").asText());
            assertEquals(id, line.path("id").asText());
            Instant time = Instant.parse(line.path("time").asText());
            assertFalse(time.isBefore(last));
            last = time;
        }
        assertFalse(result.err().contains("hunter2"), result::toString);
    }

    @Test
    void textHasTheSame() {
        Script.Result result = InProcess.run("train", plan.toString(), "--log-format", "text");
        List<String> lines = result.err().lines().toList();
        assertEquals(5, lines.size(), result::toString);
        assertTrue(lines.get(0).matches("\\S+Z night \\S+ reading rows"), lines.get(0));
        assertTrue(lines.get(4).endsWith(" done output=" + folder.resolve("run")), lines.get(4));
    }

    @Test
    void aFailureIsTheLastLineAndNoFormatIsSilent() throws IOException {
        Script.Result failed = InProcess.run("train", plan.toString(), "--log-format", "json", "--set", "loss=mee");
        assertEquals(2, failed.code());
        List<String> lines = failed.err().lines().toList();
        JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertEquals("failed", last.path("phase").asText());
        assertEquals(2, last.path("code").intValue());
        assertEquals("", InProcess.run("train", plan.toString()).err());
        Script.Result unknown = InProcess.run("train", plan.toString(), "--log-format", "xml");
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("none, text or json"), unknown::toString);
    }
}
