package dev.lockstep.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.InProcess;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.spark.internals.Artifact;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.package$;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every Spark line trains, predicts, saves and loads as the Spark of the build does, to the same bits. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkLinesIT {

    private static final String[] SHORT = {"--set", "training.epochs=3"};
    private static final int DATA = 3;
    private static final int KILLED = 128 + 9;
    private static final Path SPARK4_JAR = Path.of(System.getProperty("lockstep.jar"));
    private static final Path SPARK3_JAR = Project.path("target", "spark3")
            .resolve(SPARK4_JAR.getFileName().toString().replace(Artifact.SPARK4.id(), Artifact.SPARK3.id()));

    @TempDir
    private static Path folder;

    private final Map<SparkRelease, OnLine> trained = new EnumMap<>(SparkRelease.class);
    private final Map<SparkRelease, List<String>> said = new EnumMap<>(SparkRelease.class);
    private OnLine reference;
    private List<String> expected;

    /** The Spark of the build, whose models the others load. */
    @BeforeAll
    void runOnTheSparkOfTheBuild() throws IOException, InterruptedException {
        reference = new OnLine(
                package$.MODULE$.SPARK_VERSION(),
                Path.of(System.getProperty("lockstep.sparkHome")),
                SPARK4_JAR,
                folder);
        assertDone(trainHere("run"));
        assertDone(trainHere("short", SHORT));
        expected = withoutOtherLines(lines(reference.program()));
        assertEquals(18, expected.size(), expected::toString);
        assertTrue(expected.get(17).contains("is not a gzip file"), expected::toString);
    }

    private Script.Result trainHere(String output, String... more) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(OnLine.plan(reference.own().resolve(output)));
        command.addAll(List.of(more));
        return InProcess.run(command.toArray(String[]::new));
    }

    private static void assertDone(Script.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err());
    }

    /** What the program says. It ends with a command that fails. */
    private static List<String> lines(Script.Result result) {
        assertEquals(DATA, result.code(), result::toString);
        return Stream.concat(result.out().lines(), result.err().lines())
                .filter(line -> line.matches("(= |error: |warning: ).*"))
                .toList();
    }

    /** Without the predictions of models that not every program finds. */
    private List<String> withoutOtherLines(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.contains("predictions of ") || line.contains(" of " + reference.name() + ":"))
                .toList();
    }

    /** The line with a run that was killed on two executor processes and resumed. */
    private OnLine trained(SparkRelease release) throws IOException, InterruptedException {
        OnLine line = trained.get(release);
        if (line == null) {
            boolean isSpark3 = release == SparkRelease.SPARK_3_5;
            line = new OnLine(release.version(), release.home(), isSpark3 ? SPARK3_JAR : SPARK4_JAR, folder);
            killAndResume(line);
            trained.put(release, line);
        }
        return line;
    }

    private static void killAndResume(OnLine line) throws IOException {
        RunFolder output = new RunFolder(line.own().resolve("run"));
        try (TrainProcess run = line.train("run")) {
            run.await(() -> output.newest() > 0);
            run.kill();
            assertEquals(KILLED, run.exitCode(), run::toString);
            assertFalse(Files.exists(output.path().resolve("metrics.json")), "the kill came too late");
        }
        try (TrainProcess run = line.train("run")) {
            assertEquals(0, run.exitCode(), run::toString);
            assertTrue(run.out().contains("resumes after step "), run::toString);
            assertEquals("", run.err());
        }
    }

    private List<String> said(SparkRelease release) throws IOException, InterruptedException {
        List<String> lines = said.get(release);
        if (lines == null) {
            lines = lines(trained(release).program());
            said.put(release, lines);
        }
        return lines;
    }

    @ParameterizedTest
    @EnumSource
    void aKilledAndResumedRunHasTheSameOutcome(SparkRelease release) throws IOException, InterruptedException {
        OnLine line = trained(release);
        RunFolder output = new RunFolder(line.own().resolve("run"));
        assertEquals(new RunFolder(reference.own().resolve("run")).outcome(), output.outcome());
        assertEquals("resident", output.json("metrics.json").get("engine").textValue());
        assertEquals(release.version(), sparkOf(output.path().resolve("model/metadata")));
    }

    /** The Spark that saved a stage. */
    private static String sparkOf(Path metadata) {
        String json = LocalSpark.session().read().textFile(metadata.toString()).head();
        return RunFolder.parsed(json).get("sparkVersion").textValue();
    }

    @ParameterizedTest
    @EnumSource
    void theEngineJobHasTheSameOutcome(SparkRelease release) throws IOException, InterruptedException {
        OnLine line = trained(release);
        try (TrainProcess run = line.train("short", "--set", "training.epochs=3", "--set", "training.engine=job")) {
            assertEquals(0, run.exitCode(), run::toString);
            assertEquals("", run.err());
        }
        RunFolder output = new RunFolder(line.own().resolve("short"));
        assertEquals(new RunFolder(reference.own().resolve("short")).outcome(), output.outcome());
        assertEquals("job", output.json("metrics.json").get("engine").textValue());
    }

    /** Estimators in a pipeline, with cross-validation, saved and loaded; every BLAS; predictions of the reference's models. */
    @ParameterizedTest
    @EnumSource
    void aProgramSaysTheSame(SparkRelease release) throws IOException, InterruptedException {
        assertEquals(expected, withoutOtherLines(said(release)));
    }

    @ParameterizedTest
    @EnumSource
    void commandsWriteTheSameFiles(SparkRelease release) throws IOException, InterruptedException {
        said(release);
        OnLine line = trained(release);
        for (String file : List.of("evaluated.json", "digits.onnx")) {
            assertEquals(withoutFolder(reference, file), withoutFolder(line, file), file);
        }
        assertEquals(rows(reference.own()), rows(line.own()));
    }

    /** A file as one character per byte. An ONNX file contains the plan, and so the folder, whose name is as long for all. */
    private static String withoutFolder(OnLine line, String file) throws IOException {
        return Files.readString(line.own().resolve(file), StandardCharsets.ISO_8859_1)
                .replace(line.own().toString(), "");
    }

    private static List<String> rows(Path own) {
        return LocalSpark.session().read().csv(own.resolve("predicted.csv").toString()).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }

    /** Every model has the same weights, so the same predictions, whichever line saved it. */
    @Test
    void theSparkOfTheBuildLoadsTheModelsOfAllLines() throws IOException, InterruptedException {
        for (SparkRelease release : SparkRelease.values()) {
            said(release);
        }
        Map<String, String> predictions =
                new LineProgram(LocalSpark.session(), Project.path("data")).predictions(folder);
        assertEquals(3 * (1 + SparkRelease.values().length), predictions.size(), predictions::toString);
        predictions.forEach((model, predicted) -> {
            String same = model.replaceFirst("of .*", "of " + reference.name());
            assertEquals(predictions.get(same), predicted, model);
        });
    }
}
