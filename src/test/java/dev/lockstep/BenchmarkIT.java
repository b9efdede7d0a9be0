package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the benchmark measures everything: not how fast it is, which no test can hold a machine to. */
@Tag("full")
class BenchmarkIT {

    @TempDir
    Path folder;

    @Test
    void aQuickRunPrintsTheTableAndWritesTheSameAsJson() throws IOException, InterruptedException {
        Script.Result result =
                Script.runLong(Project.path("jobs", "benchmark.sh"), folder, "--quick", "--", "--master", "local[2]");
        assertEquals(0, result.code(), result.toString());
        List<String> table =
                result.out().lines().filter(line -> line.startsWith("|")).toList();
        assertEquals("| measured | Lockstep | beside it | ratio | goal |", table.get(0));
        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("runs/benchmark.json")));
        assertEquals(table.size() - 2, json.path("figures").size());
        List<String> kinds = new ArrayList<>();
        for (int i = 0; i < json.path("figures").size(); i++) {
            JsonNode figure = json.path("figures").get(i);
            String row = table.get(i + 2);
            assertTrue(row.startsWith("| " + figure.path("what").asText() + " | "), row);
            assertEquals(6, row.chars().filter(c -> c == '|').count(), row);
            assertTrue(figure.path("ratio").asDouble() > 0, figure.toString());
            kinds.add(figure.path("beside").path("name").asText());
        }
        for (String kind : List.of(
                "sgemm of its shapes",
                "job",
                "gradient and update",
                "empty job",
                "MLlib on OpenBLAS",
                "MLlib, types inferred")) {
            assertTrue(kinds.contains(kind), kind + " is not in " + kinds);
        }
        assertTrue(result.out().contains(", two executor processes | "), result.out());
        for (String of : List.of("processor", "family", "vectors", "memory", "java", "spark", "load")) {
            assertFalse(json.path(of).asText().isEmpty(), of);
            assertTrue(result.out().contains(json.path(of).asText()), of);
        }
        assertTrue(
                result.out()
                        .contains("Lockstep computes with " + json.path("blas").asText()),
                result.out());
        assertFalse(json.path("rounds").isEmpty());
    }

    @Test
    void anUnknownPartIsRefusedBeforeAnythingIsBuiltOrFetched() throws IOException, InterruptedException {
        Script.Result result =
                Script.runLong(Project.path("jobs", "benchmark.sh"), folder, "--only", "kernels,peer", "--quick");
        assertEquals(2, result.code(), result.toString());
        assertEquals(
                "error: unknown part peer; known: kernels, memory, peers, mllib, predict, ingest, processes\n",
                result.err());
    }
}
