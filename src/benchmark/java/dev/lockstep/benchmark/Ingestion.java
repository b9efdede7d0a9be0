package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Figure.Amount;
import dev.lockstep.benchmark.measurement.Goal;
import dev.lockstep.benchmark.measurement.Report;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Rounds.Samples;
import dev.lockstep.benchmark.measurement.RowFiles;
import dev.lockstep.benchmark.measurement.RowFiles.Kind;
import dev.lockstep.benchmark.peers.MllibIngestion;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** From files on disk to the end of the first step, beside what MLlib needs for the same rows before it can begin. */
final class Ingestion {

    private static final String SPEED = "rowsPerSecond";

    private final SparkSession session;
    private final Extent extent;
    private final Path folder;
    private final Report report;
    private final Consumer<String> progress;

    Ingestion(SparkSession session, Extent extent, Path folder, Report report, Consumer<String> progress) {
        this.session = session;
        this.extent = extent;
        this.folder = folder;
        this.report = report;
        this.progress = progress;
    }

    void run(String place) throws IOException {
        RowFiles files = new RowFiles(session, folder, extent.ingested());
        for (Kind kind : Kind.values()) {
            String what = files.title(kind) + ", ingested, " + place;
            progress.accept(what);
            Path path = files.write(kind);
            measure(what, kind, path);
            TwoProcesses.delete(path);
        }
    }

    private void measure(String what, Kind kind, Path path) throws IOException {
        MllibIngestion mllib = new MllibIngestion(session, kind, path, extent.ingested());
        RunPlan plan = plan(kind, path);
        Rounds rounds = new Rounds().add("lockstep", () -> toFirstStep(plan)).add("MLlib", () -> mllib.take(false));
        if (kind == Kind.CSV) {
            rounds.add("MLlib, types given", () -> mllib.take(true));
        }
        Map<String, Samples> found =
                report.keep(what, extent.isQuick() ? rounds.runCold(1) : rounds.run(extent.fewRounds()));
        Amount ours =
                Amount.rowsPerSecond("to the first step", found.get("lockstep").of(SPEED));
        boolean text = kind == Kind.CSV || kind == Kind.LIBSVM;
        String how = kind == Kind.CSV ? "MLlib, types inferred" : "MLlib";
        Amount theirs = Amount.rowsPerSecond(how, found.get("MLlib").of(SPEED));
        // At most one and a half times as long as MLlib, of which Parquet needs no parsing.
        report.add(new Figure(what, ours, theirs, Goal.ratioAtLeast(text ? 1 : 0.67)));
        if (kind == Kind.CSV) {
            Amount given = Amount.rowsPerSecond(
                    "MLlib, types given", found.get("MLlib, types given").of(SPEED));
            report.add(new Figure(what, ours, given, Goal.NONE));
        }
    }

    private RunPlan plan(Kind kind, Path path) throws IOException {
        String options = kind == Kind.LIBSVM ? "numFeatures: " + RowFiles.WIDTH : "";
        String text = """
                name: ingestion
                data: {train: {path: %s, format: %s, options: {%s}}, label: label}
                network: {hidden: [{units: 16}]}
                loss: cross_entropy
                training: {epochs: 1}
                output: none
                """.formatted(path, kind.format(), options);
        return PlanFile.read(
                Files.writeString(folder.resolve("ingestion.yaml"), text).toString(), List.of());
    }

    private Map<String, Double> toFirstStep(RunPlan plan) {
        System.gc();
        FirstStep first = new FirstStep();
        long start = System.nanoTime();
        JavaSparkContext context = new JavaSparkContext(session.sparkContext());
        try (TrainingData data = TrainingData.load(session, plan.data(), plan.training())) {
            new ClusterTraining(context, plan.training(), plan.engine(), data).train(List.of(first));
            throw new IllegalStateException("the benchmark's training ended by itself");
        } catch (Stopwatch.EnoughException e) {
            return Map.of(SPEED, extent.ingested() / ((first.endNanos - start) / 1e9));
        }
    }

    /** Ends a training after a step. */
    private static final class FirstStep implements TrainingListener {

        private long endNanos;

        @Override
        public void stepEnded(long step, double loss) {
            endNanos = System.nanoTime();
            throw new Stopwatch.EnoughException();
        }
    }
}
