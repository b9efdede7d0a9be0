package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run shows in {@code report.html}, and runs beside each other on the page of {@code compare}. */
class ReportRunTest {

    @TempDir
    Path folder;

    private Path plan;

    @BeforeEach
    void write() throws IOException {
        Path rows = Table.clusters(120, 3, 3).csv(folder.resolve("rows.csv"));
        plan = Files.writeString(folder.resolve("night.yaml"), String.format("""
                data: {train: %s, label: y, validation: {fraction: 0.25}}
                network: {hidden: [{units: 4}]}
                loss: cross_entropy
                learningRate: 0.02
                training: {epochs: 3, batchSize: 32, shards: 2}
                output: none
                """, rows));
    }

    private Script.Result train(String run, String... options) {
        String[] command = {"train", plan.toString(), "--set", "output=" + folder.resolve(run)};
        return InProcess.run(Stream.of(command, options).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private String page(String run) throws IOException {
        return Files.readString(folder.resolve(run).resolve("report.html"));
    }

    private static void assertTrained(Script.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err());
    }

    @Test
    void thePageHasTheNumbersOfTheMetrics() throws IOException {
        assertTrained(train("one"));
        String page = page("one");
        assertTrue(page.contains("<span class=\"state trained\">trained</span>"));
        assertTrue(page.contains("There is no earlier run of this name in the same folder."));
        JsonNode metrics = new RunFolder(folder.resolve("one")).json("metrics.json");
        for (String rows : List.of("train", "validation")) {
            for (Map.Entry<String, JsonNode> metric : metrics.get(rows).properties()) {
                if (metric.getValue().isDouble()) {
                    String value = "data-value=\"" + metric.getValue().doubleValue() + "\"";
                    assertTrue(page.contains(value), metric + " is missing");
                }
            }
        }
    }

    @Test
    void theNextNightIsComparedWithTheLast() throws IOException {
        assertTrained(train("first"));
        assertTrained(train("other", "--set", "name=another"));
        assertTrained(train("second", "--set", "training.epochs=4"));
        assertTrue(page("second").contains("<a href=\"../first/report.html\">first</a>"));
        assertTrue(page("other").contains("There is no earlier run of this name in the same folder."));
    }

    @Test
    void aRunThatDoesNotEndWellSaysSo() throws IOException {
        Script.Result diverged = train("bad", "--set", "optimizer=sgd", "--set", "learningRate=1e30");
        assertEquals(4, diverged.code(), diverged::toString);
        String page = page("bad");
        assertTrue(page.contains("<span class=\"state diverged\">diverged</span>"));
        assertTrue(page.contains("<span class=\"message\">training diverged"), page);
        Script.Result stopped = train("bad", "--overwrite", "--set", "training.stopAfterSeconds=1e-9");
        assertEquals(6, stopped.code(), stopped::toString);
        assertTrue(page("bad").contains("<span class=\"state stopped\">stopped</span>"));
        assertTrained(train("bad"));
        assertTrue(page("bad").contains("<span class=\"state trained\">trained</span>"));
    }

    @Test
    void theNumberOfEpochsIsThatOfTheRows() throws IOException {
        Script.Result stopped =
                train("auto", "--set", "training.epochs=auto", "--set", "training.stopAfterSeconds=1e-9");
        assertEquals(6, stopped.code(), stopped::toString);
        // 6,000 steps would be more than 200 epochs of 90 rows.
        assertTrue(page("auto").contains(" of 200</span>"), page("auto"));
    }

    @Test
    void withoutAReportThereIsNone() {
        assertTrained(train("quiet", "--set", "report=none"));
        assertFalse(Files.exists(folder.resolve("quiet/report.html")));
        assertTrained(train("loud"));
        assertTrained(train("loud", "--overwrite", "--set", "report=none"));
        assertFalse(Files.exists(folder.resolve("loud/report.html")));
    }

    @Test
    void aComparisonHasAllRunsAndTheKeysInWhichTheyDiffer() throws IOException {
        assertTrained(train("a"));
        assertTrained(train("b", "--set", "learningRate=0.05"));
        Script.Result stopped = train("c", "--set", "training.stopAfterSeconds=1e-9");
        assertEquals(6, stopped.code(), stopped::toString);
        Path page = folder.resolve("comparison.html");
        Script.Result compared = InProcess.run("compare", folder + "/?", "--output", page.toString());
        assertEquals(0, compared.code(), compared::toString);
        assertEquals("3 runs: compared in " + page + "\n", compared.out());
        String text = Files.readString(page);
        for (String cell : List.of(
                ">a</th>", ">b</th>", ">c</th>", ">learningRate.initial</th>", ">0.05</td>", ">not finished</td>")) {
            assertTrue(text.contains(cell), cell + " is missing");
        }
        assertFalse(text.contains(">training.batchSize</th>"));
        Script.Result again = InProcess.run("compare", folder.resolve("a").toString(), "--output", page.toString());
        assertEquals(2, again.code(), again::toString);
        assertTrue(again.err().contains("--overwrite"), again::toString);
        assertEquals(
                0,
                InProcess.run("compare", folder.resolve("a").toString(), "--output", page.toString(), "--overwrite")
                        .code());
        Files.writeString(page, "mine");
        Script.Result kept =
                InProcess.run("compare", folder.resolve("a").toString(), "--output", page.toString(), "--overwrite");
        assertEquals(2, kept.code(), kept::toString);
        assertEquals("mine", Files.readString(page));
    }

    @Test
    void whatIsNoRunCannotBeCompared() {
        Script.Result refused = InProcess.run("compare", folder.toString(), "--output", folder + "/c.html");
        assertEquals(2, refused.code(), refused::toString);
        assertEquals(
                "error: RUN must be the folder of a run, with plan.yaml, but " + folder + " has none\n", refused.err());
        assertFalse(Files.exists(folder.resolve("c.html")));
    }
}
