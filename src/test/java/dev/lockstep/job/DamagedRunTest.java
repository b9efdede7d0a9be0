package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finished runs that lost something, and what each command makes of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedRunTest {

    @TempDir
    private static Path folder;

    private Path plan;
    private RunFolder whole;

    @BeforeAll
    void train() throws IOException {
        Path data = Files.writeString(folder.resolve("rows.csv"), SmallPlans.rows(12));
        whole = new RunFolder(folder.resolve("whole"));
        plan = Files.writeString(folder.resolve("plan.yaml"), """
                data: {train: {path: %s}, label: y}
                loss: cross_entropy
                training: {epochs: 2, shards: 2}
                math: {blas: java}
                output: %s
                """.formatted(data, whole.path()));
        Script.Result trained = InProcess.run("train", plan.toString());
        assertEquals(0, trained.code(), trained::toString);
    }

    /** A copy of the run in which one thing after the other is damaged: {@code -} removes, {@code ~} tears, {@code !} empties. */
    private RunFolder damaged(String damage) throws IOException {
        Path copy = Files.createTempDirectory(folder, "run-");
        Files.delete(copy);
        RunFolder run = whole.copiedTo(copy);
        for (String one : damage.split(" ")) {
            Path path = copy.resolve(one.substring(1));
            switch (one.charAt(0)) {
                case '-' -> remove(path);
                case '~' -> Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 40));
                default -> Files.writeString(path, "{}");
            }
        }
        return run;
    }

    private static void remove(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Script.Result train(RunFolder run, String... more) {
        return InProcess.run(
                Stream.concat(Stream.of("train", plan.toString(), "--set", "output=" + run.path()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** The one network in the run's model. */
    private static Path modelIn(RunFolder run) throws IOException {
        try (Stream<Path> files = Files.walk(run.path().resolve("model"))) {
            List<Path> found =
                    files.filter(file -> file.endsWith("model.safetensors")).toList();
            assertEquals(1, found.size(), found::toString);
            return found.get(0);
        }
    }

    private static Dataset<Row> rows() {
        return LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(folder.resolve("rows.csv").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-model | model/metadata/_SUCCESS is missing; rebuilding it",
                "-model/metadata | model/metadata/_SUCCESS is missing; rebuilding it",
                "-model/stages | model/stages/",
                "-model -checkpoints | model/metadata/_SUCCESS is missing; rebuilding it",
                "-model/stages -checkpoints | model/stages/",
                "-weights.safetensors | weights.safetensors is missing; rebuilding it",
                "~weights.safetensors | weights.safetensors is damaged: ",
                "!weights.safetensors | weights.safetensors is damaged: ",
                "!metrics.json | metrics.json is damaged: epochs must be a whole number but is not there; rebuilding it",
                "~metrics.json | metrics.json is damaged: ",
                "-plan.yaml | plan.yaml is missing; rebuilding it",
                "~plan.yaml | plan.yaml is damaged: ",
                "!plan.yaml | plan.yaml is damaged: ",
                "-model -weights.safetensors -plan.yaml | plan.yaml is missing; rebuilding it",
                "-weights.safetensors ~checkpoints/step-0000000002/state.safetensors | checkpoint step-0000000002 is damaged and skipped",
                "-weights.safetensors -history.jsonl | history.jsonl was changed since the checkpoint",
            })
    void trainNamesWhatIsDamagedAndMakesItAgain(String damage, String words) throws IOException {
        RunFolder run = damaged(damage);
        Script.Result repaired = train(run);
        assertEquals(0, repaired.code(), repaired::toString);
        assertTrue(repaired.err().contains(words), repaired::toString);
        assertEquals(
                whole.json("metrics.json").get("weightsSha256"),
                run.json("metrics.json").get("weightsSha256"));
        SavedModel model = SavedModel.of(SafeTensors.read(Files.readAllBytes(modelIn(run))));
        assertEquals(
                whole.json("metrics.json").get("weightsSha256").textValue(),
                Fingerprint.sha256(model.network().parameters()));
        assertEquals(
                12,
                PipelineModel.load(run.path().resolve("model").toString())
                        .transform(rows())
                        .count());
        Script.Result again = train(run);
        assertEquals("", again.err());
        assertTrue(again.out().contains("is a finished run, left unchanged"), again::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-checkpoints -weights.safetensors | weights.safetensors is missing, and there is no checkpoint to rebuild it. Restore it, or retrain with --overwrite",
                "-checkpoints !plan.yaml | and there is no checkpoint to rebuild it",
                "-metrics.json !checkpoints/step-0000000001/manifest.json -checkpoints/step-0000000002/manifest.json | checkpoint step-0000000002 is damaged: manifest.json must exist but does not, and so are all older ones. Restore one, or retrain with --overwrite",
                "-metrics.json ~checkpoints/step-0000000001/state.safetensors ~checkpoints/step-0000000002/state.safetensors | and so are all older ones",
            })
    void whatCannotBeMadeAgainIsRefused(String damage, String words) throws IOException {
        RunFolder run = damaged(damage);
        Script.Result refused = train(run);
        assertEquals(3, refused.code(), refused::toString);
        assertTrue(refused.err().contains(words), refused::toString);
        assertEquals(1, refused.err().lines().count(), refused::toString);
        assertEquals(3, run.json("status.json").get("code").intValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-metrics.json | 2 | RUN must be the folder of a finished run",
                "!metrics.json | 3 | metrics.json is damaged: epochs must be a whole number but is not there",
                "-plan.yaml | 3 | plan.yaml is missing. Run the command that trained it again to repair it",
                "~plan.yaml | 3 | plan.yaml is damaged",
                "-weights.safetensors | 3 | weights.safetensors is missing",
                "~weights.safetensors | 3 | weights.safetensors is damaged",
            })
    void othersSayWhatIsDamaged(String damage, int code, String words) throws IOException {
        String run = damaged(damage).path().toString();
        String data = folder.resolve("rows.csv").toString();
        for (List<String> command : List.of(
                List.of("evaluate", run, "--data", data),
                List.of(
                        "predict",
                        run,
                        "--data",
                        data,
                        "--output",
                        folder.resolve("predicted").toString()),
                List.of(
                        "export",
                        run,
                        "--format",
                        "onnx",
                        "--output",
                        folder.resolve("x.onnx").toString()))) {
            Script.Result refused = InProcess.run(command.toArray(String[]::new));
            assertEquals(code, refused.code(), refused::toString);
            assertTrue(refused.err().contains(words), refused::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"evaluate", "export", "train"})
    void weightsOfAnotherRunAreNotThoseOfTheMetrics(String command) throws IOException {
        RunFolder other = new RunFolder(folder.resolve("other-" + command));
        assertEquals(0, train(other, "--set", "seed=9").code());
        RunFolder run = damaged("-weights.safetensors");
        Files.copy(other.path().resolve("weights.safetensors"), run.path().resolve("weights.safetensors"));
        Script.Result said =
                switch (command) {
                    case "evaluate" ->
                        InProcess.run(
                                "evaluate",
                                run.path().toString(),
                                "--data",
                                folder.resolve("rows.csv").toString());
                    case "export" ->
                        InProcess.run(
                                "export",
                                run.path().toString(),
                                "--format",
                                "onnx",
                                "--output",
                                folder.resolve("y.onnx").toString());
                    default -> train(run);
                };
        assertEquals(command.equals("train") ? 0 : 3, said.code(), said::toString);
        assertTrue(said.err().contains("weights.safetensors must have the SHA-256 "), said::toString);
    }
}
