package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Two trainings, one for each engine: what is submitted to clusters, and what each gives in one process on one core. */
public final class ClusterRuns {

    /** Where Spark encrypts: between processes, and on disk. */
    public static final String ENCRYPTED = """
            spark.authenticate true
            spark.network.crypto.enabled true
            spark.io.encryption.enabled true
            """;

    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    /** Of so many steps that a process can be killed between the first and the last one. */
    private static final Map<String, List<String>> SETTINGS = Map.of(
            "job",
            List.of(
                    "training={epochs: 6, batchSize: 24, shards: 3, engine: job}",
                    "checkpoint={everySteps: 4, keep: 2}"),
            "resident",
            List.of(
                    "training={epochs: 4, batchSize: 1, shards: 3, engine: resident, residentTimeout: 120}",
                    "checkpoint={everySteps: 50, keep: 2}",
                    "learningRate=0.001"));

    private final Path plan;
    private final Map<String, RunFolder> references = new TreeMap<>();

    /**
     * Runs both in processes of their own.
     *
     * @param folder for them, the plan and its rows
     */
    public ClusterRuns(Path folder) throws IOException {
        // A run has the name of its plan, wherever that is.
        plan = Files.move(PLAN.write(folder, "unset"), folder.resolve("plan.yaml"));
        Map<String, TrainProcess> processes = new TreeMap<>();
        for (String engine : SETTINGS.keySet()) {
            RunFolder output = new RunFolder(folder.resolve("reference-" + engine));
            references.put(engine, output);
            List<String> command = new ArrayList<>(List.of(plan.toString()));
            command.addAll(settings(engine, output.path().toString()));
            command.addAll(List.of("--", "--master", "local[1]"));
            processes.put(engine, TrainProcess.start(folder, command));
        }
        processes.values().forEach(process -> {
            try (process) {
                assertEquals(0, process.exitCode(), process::toString);
            }
        });
    }

    /** The plan's local file, without a place for the output. */
    public Path plan() {
        return plan;
    }

    /** The rows that the plan names. */
    public Path rows() {
        return plan.resolveSibling("rows.csv");
    }

    /** The settings of an engine's training, as arguments of {@code train}. */
    public static List<String> settings(String engine, String output) {
        return Stream.concat(SETTINGS.get(engine).stream(), Stream.of("output=" + output))
                .flatMap(setting -> Stream.of("--set", setting))
                .toList();
    }

    /** Options of {@code spark-submit} for two executors of one core. */
    public static List<String> twoExecutors(String deployMode) {
        return List.of(
                "--deploy-mode",
                deployMode,
                "--class",
                "dev.lockstep.launcher.Main",
                "--driver-memory",
                "600m",
                "--executor-memory",
                "600m",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.extraJavaOptions=" + SharedClasses.options(),
                "--conf",
                "spark.executor.extraJavaOptions=" + SharedClasses.options());
    }

    /** Settings of Spark in a file, for {@code --properties-file}. */
    public static Path properties(Path folder, String name, String settings) throws IOException {
        return Files.writeString(folder.resolve(name + ".conf"), settings);
    }

    /** Compares a run's {@code metrics.json}, with the fingerprint of the weights, and its {@code history.jsonl}. */
    public void assertSameBits(String engine, String metrics, String history) {
        RunFolder reference = references.get(engine);
        assertEquals(engine, RunFolder.parsed(metrics).get("engine").textValue());
        assertTrue(RunFolder.parsed(metrics).get("weightsSha256").textValue().matches("[0-9a-f]{64}"));
        assertEquals(reference.outcome(), RunFolder.outcome(metrics, history));
    }
}
