package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.run.FinishedRun;
import dev.lockstep.run.Identity;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OnnxPredictions;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What version 0.1 wrote is read for ever, to the predictions that it made then. */
class ReleasedFormatsTest {

    private static final Path RELEASED = Project.path("src", "test", "resources", "released");
    private static final Path RUN = RELEASED.resolve("run-1");
    private static final String WEIGHTS = "30e4a1d67384565810afd2a5f6ce05a8d7fb140f6159e132273d17f35f1cfb01";
    /** The weights of the same plan and rows by the second version of the steps. */
    private static final String WEIGHTS_OF_STEPS_2 = "af46af27089d7397ab3f044cf4b3c896e712facf51d0e04bae2b6336a29e228f";
    /** And with the initial weights of today. */
    private static final String WEIGHTS_OF_TODAY = "f8d1619a3042ca06e28c7684248746209116a57298266509bd91345f5f8184ab";

    private static final String STATE = "checkpoints/step-0000000030/state.safetensors";
    private static final String OF_FIRST_STEPS =
            "the checkpoint was written by another version of Lockstep: its steps have other rows and sums (steps of version 1,"
                    + " here 2). Finish the run with that version, or retrain with --overwrite";
    private static final List<String> CLASSES = List.of("<=50K", ">50K");
    private static final double TOLERANCE = 1e-6;

    private static final Dataset<Row> PREDICTED = LocalSpark.session()
            .read()
            .option("header", "true")
            .csv(RELEASED.resolve("run-1-predicted.csv").toString());
    private static final List<Row> EXPECTED = PREDICTED.collectAsList();
    private static final Dataset<Row> ROWS = PREDICTED.select("age", "work", "school", "hours", "income");

    private static Configuration configuration() {
        return LocalSpark.context().hadoopConfiguration();
    }

    private static double expected(int row, String of) {
        return Double.parseDouble(EXPECTED.get(row).getAs("probability_" + of));
    }

    @Test
    void aRunOfVersion1PredictsWhatItDid() {
        SavedRun run = SavedRun.in(RUN.toString(), configuration());
        List<Row> predicted = new PredictedTable(run, "prediction", true, false)
                .of(new Table("--data", "rows", ROWS))
                .collectAsList();
        assertEquals(12, predicted.size());
        for (int i = 0; i < predicted.size(); i++) {
            assertEquals(
                    EXPECTED.get(i).<String>getAs("prediction"),
                    predicted.get(i).getAs("prediction"));
            for (String one : CLASSES) {
                assertEquals(expected(i, one), predicted.get(i).<Double>getAs("probability_" + one), TOLERANCE);
            }
        }
        assertEquals(WEIGHTS, Fingerprint.sha256(run.model().network().parameters()));
        assertEquals(CLASSES, run.labels().classes());
        assertEquals("people", run.plan().name());
    }

    @Test
    void itsPlanIsTheSameForAResume() throws IOException {
        FinishedRun run =
                FinishedRun.in(new RunFiles(RUN.toString(), configuration())).orElseThrow();
        assertEquals(12, run.epochs());
        assertEquals(60, run.steps());
        assertTrue(run.isAllOf(run.plan()));
    }

    @Test
    void itsPipelineAndTheModelInItDoSoToo() throws IOException {
        List<Row> predicted = PipelineModel.load(RUN.resolve("model").toString())
                .transform(ROWS)
                .collectAsList();
        for (int i = 0; i < EXPECTED.size(); i++) {
            assertEquals(
                    EXPECTED.get(i).<String>getAs("prediction"),
                    predicted.get(i).getAs("predictedLabel"));
            Vector probability = predicted.get(i).getAs("probability");
            assertEquals(expected(i, CLASSES.get(1)), probability.apply(1), TOLERANCE);
        }
        try (Stream<Path> stages = Files.list(RUN.resolve("model/stages"))) {
            Path model = stages.filter(stage -> stage.getFileName().toString().startsWith("1_"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(WEIGHTS, MlpClassificationModel.load(model.toString()).weightsSha256());
        }
    }

    @Test
    void itsOnnxFileDoesSoInOnnxRuntime() {
        OnnxPredictions predictions = OnnxPredictions.of(RELEASED.resolve("run-1.onnx"), EXPECTED);
        assertEquals(0, predictions.distanceFrom(EXPECTED, CLASSES), TOLERANCE);
    }

    @Test
    void anEnsembleOfVersion3WithEncodedColumnsPredictsWhatItDid() {
        Dataset<Row> expected = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(RELEASED.resolve("run-3-predicted.csv").toString());
        Dataset<Row> rows = expected.select("age", "work", "school", "hours", "income");
        SavedRun run = SavedRun.in(RELEASED.resolve("run-3").toString(), configuration());
        List<Row> predicted = new PredictedTable(run, "prediction", true, true)
                .of(new Table("--data", "rows", rows))
                .collectAsList();
        List<Row> piped = PipelineModel.load(RELEASED.resolve("run-3/model").toString())
                .transform(rows)
                .collectAsList();
        List<Row> wanted = expected.collectAsList();
        assertEquals(12, wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            assertEquals(
                    wanted.get(i).<String>getAs("prediction"), predicted.get(i).getAs("prediction"));
            for (String column : List.of("probability_" + CLASSES.get(1), "uncertainty")) {
                assertEquals(
                        Double.parseDouble(wanted.get(i).getAs(column)),
                        predicted.get(i).<Double>getAs(column),
                        TOLERANCE);
            }
            Vector probability = piped.get(i).getAs("probability");
            assertEquals(
                    Double.parseDouble(wanted.get(i).getAs("probability_" + CLASSES.get(1))),
                    probability.apply(1),
                    TOLERANCE);
        }
        assertEquals(
                "539792d83ac093af7f1dcac688fe1fd72c975034399eacf86ee5cfa87724da81",
                Fingerprint.sha256(run.model().network().parameters()));
    }

    /** Its steps have other rows and sums: going on would give weights that no version gives. */
    @Test
    void aCheckpointOfTheFirstStepsIsRefusedAndStays(@TempDir Path folder) throws IOException {
        RunFolder run = new RunFolder(RELEASED.resolve("checkpoint-2")).copiedTo(folder.resolve("run"));
        byte[] before = Files.readAllBytes(run.path().resolve(STATE));
        Script.Result refused = train(run.path());
        assertEquals(2, refused.code(), refused::toString);
        assertEquals("error: " + OF_FIRST_STEPS + "\n", refused.err());
        assertArrayEquals(before, Files.readAllBytes(run.path().resolve(STATE)));
        Script.Result again = train(run.path(), "--overwrite");
        assertEquals(0, again.code(), again::toString);
        assertEquals(
                WEIGHTS_OF_TODAY, run.json("metrics.json").get("weightsSha256").textValue());
    }

    @Test
    void aCheckpointOfVersion1IsReadAndRefusedForItsSteps() throws IOException {
        RunPlan plan = PlanFile.read(
                RUN.resolve("plan.yaml").toString(), List.of("data.train.path=" + RELEASED.resolve("run-1-rows.csv")));
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
            Checkpoint checkpoint = new CheckpointFolder(
                            new RunFiles(RELEASED.resolve("checkpoint-1").toString(), configuration()), 1)
                    .newest(training.network().parameterCount(), damaged -> {
                        throw new AssertionError(damaged);
                    })
                    .orElseThrow();
            assertEquals(30, checkpoint.state().step());
            assertEquals(6, checkpoint.history().rest().lines().count());
            assertEquals(
                    OF_FIRST_STEPS,
                    assertThrows(
                                    PlanException.class,
                                    () -> Identity.require(checkpoint.identity(), Identity.of(plan, data), true))
                            .getMessage());
        }
    }

    @Test
    void aCheckpointOfVersion3GoesOnToTheWeightsOfTheRun(@TempDir Path folder) throws IOException {
        RunFolder run = new RunFolder(RELEASED.resolve("checkpoint-3")).copiedTo(folder.resolve("run"));
        Script.Result trained = train(run.path());
        assertEquals(0, trained.code(), trained::toString);
        assertEquals("", trained.err());
        assertTrue(trained.out().contains("resumes after step 30\n"), trained::toString);
        assertTrue(trained.out().contains("12 epochs, resumed after step 30, "), trained::toString);
        assertEquals(
                WEIGHTS_OF_STEPS_2,
                run.json("metrics.json").get("weightsSha256").textValue());
        try (Stream<String> lines = Files.lines(run.path().resolve("history.jsonl"))) {
            assertEquals(12, lines.count());
        }
    }

    private static Script.Result train(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                RUN.resolve("plan.yaml").toString(),
                "--set",
                "data.train.path=" + RELEASED.resolve("run-1-rows.csv"),
                "--set",
                "output=" + output));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(new String[0]));
    }
}
