package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the tutorial, in its order, and what it says of their results. */
@Tag("full")
class TutorialIT {

    private static final String PAGE = "docs/tutorial.md";

    @TempDir
    Path folder;

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }

    private Script.Result run(String line) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("LOCKSTEP_LOG", folder.resolve("spark.log").toString());
        SharedClasses.use(environment, SharedClasses.optionsForLong());
        return Script.run(environment, List.of("bash", "-c", line), folder);
    }

    @Test
    void everyCommandGivesWhatThePageSays() throws IOException, InterruptedException {
        Script.workIn(folder.resolve("work"));
        Files.move(folder.resolve("work/data"), folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("jobs"), Project.path("jobs"));
        Files.writeString(folder.resolve("homes.yaml"), Page.of(PAGE).block("yaml"));
        List<Integer> codes = new ArrayList<>();
        List<String> current = new ArrayList<>();
        List<String> commands = Script.commands(PAGE);
        for (String command : commands) {
            Script.Result result = run(command);
            codes.add(result.code());
            assertTrue(result.code() == 0 || command.contains("wednesday"), () -> command + ": " + result);
            if (Files.exists(folder.resolve("models/homes/current"))) {
                current.add(Files.readString(folder.resolve("models/homes/current")));
            }
        }
        assertEquals(List.of(0, 0, 0, 0, 0, 0, 5, 0), codes, commands::toString);
        assertTrue(json("runs/monday/metrics.json").path("test").path("r2").doubleValue() > 0.95);
        String monday = current.get(0);
        String tuesday = current.get(4);
        assertTrue(!monday.equals(tuesday), "the better model of Tuesday is published");
        assertEquals(tuesday, current.get(5), "the bad day changes nothing");
        assertEquals(5, json("runs/wednesday/status.json").path("code").intValue());
        JsonNode back = new ObjectMapper().readTree(current.get(6));
        assertEquals(new ObjectMapper().readTree(monday).path("model"), back.path("model"));
        for (String name :
                List.of("runs/monday/report.html", "runs/tuesday/verdict.json", "homes.onnx", "predicted.csv")) {
            assertTrue(Files.exists(folder.resolve(name)), name);
        }
    }

    @Test
    void theTableBeginsAsThePageShows() throws IOException {
        List<String> table = Files.readAllLines(Project.path("data", "homes", "monday.csv"));
        assertEquals(table.subList(0, 4), Page.of(PAGE).block("text").lines().toList());
    }
}
