package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Figure.Amount;
import dev.lockstep.benchmark.measurement.Goal;
import dev.lockstep.benchmark.measurement.Memory;
import dev.lockstep.benchmark.measurement.Report;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Rounds.Samples;
import dev.lockstep.benchmark.measurement.Workload;
import dev.lockstep.benchmark.peers.ProductPeers;
import dev.lockstep.benchmark.peers.TrainingPeers;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A workload's rows on a cluster, and both engines on them. */
final class Comparison implements AutoCloseable {

    private static final String SPEED = "rowsPerSecond";
    /** At this batch size the engines are held to their goals. */
    static final int USUAL_BATCH = 128;

    private final SparkSession session;
    private final JavaSparkContext context;
    private final Workload workload;
    private final Extent extent;
    private final Path folder;
    private final Report report;
    private final double heapBefore;
    private final TrainingData data;

    /** What both engines are meant to reach on a kind of cluster, at the usual batch size. */
    record Goals(Goal residentToJob, Goal added) {

        static final Goals IN_MEMORY = new Goals(Goal.ratioAtLeast(4), Goal.amountAtMost(0.5));
        static final Goals BETWEEN_PROCESSES =
                new Goals(Goal.amountAtLeast(30_000).ideally(40_000), Goal.amountAtMost(2.5));
    }

    /** @param folder for files */
    Comparison(SparkSession session, Workload workload, Extent extent, Path folder, Report report) throws IOException {
        this.session = session;
        this.context = new JavaSparkContext(session.sparkContext());
        this.workload = workload;
        this.extent = extent;
        this.folder = folder;
        this.report = report;
        workload.publish(session);
        RunPlan plan = plan("auto", USUAL_BATCH);
        data = TrainingData.load(session, plan.data(), plan.training());
        heapBefore = Memory.live();
    }

    SparkSession session() {
        return session;
    }

    Workload workload() {
        return workload;
    }

    Report report() {
        return report;
    }

    TrainingData data() {
        return data;
    }

    JavaSparkContext context() {
        return context;
    }

    RunPlan plan(String engine, int batch) {
        try {
            return workload.plan(folder, "training.engine=" + engine, "training.batchSize=" + batch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EngineSpeed speed(String engine, int batch) {
        return new EngineSpeed(context, plan(engine, batch), data, extent.seconds(), report::note);
    }

    /** Both engines and empty jobs beside the peers, and beside the products of a step alone on as many threads. */
    void engines(String place, int batch, Goals goals, TrainingPeers peers, ProductPeers products) {
        Rounds rounds = new Rounds()
                .add("resident", speed("resident", batch))
                .add("job", speed("job", batch))
                .add(
                        "empty job",
                        new EmptyJobs(
                                context, data.train().partitionCount(), workload.parameters(), extent.seconds() / 2));
        peers.addTo(rounds, batch, extent.seconds());
        products.addTo(rounds, batch, workload.layers(), extent.seconds() / 4);
        String what = what(place, batch);
        Map<String, Samples> found = report.keep(what, rounds.run(extent.rounds()));
        Amount resident = Amount.rowsPerSecond("resident", found.get("resident").of(SPEED));
        peers.best(found).forEach((library, peer) -> report.add(new Figure(what, resident, peer, toPeer(library))));
        products.best(found).ifPresent(bound -> report.add(new Figure(what, resident, rows(bound), Goal.NONE)));
        Amount job = Amount.rowsPerSecond("job", found.get("job").of(SPEED));
        boolean held = workload.isWide() && batch == USUAL_BATCH;
        report.add(new Figure(what, resident, job, held ? goals.residentToJob() : Goal.NONE));
        steps(what, found, held ? goals.added() : Goal.NONE);
    }

    private Goal toPeer(String library) {
        if (!library.equals(TrainingPeers.TORCH)) {
            return Goal.ratioAtLeast(1.2);
        }
        return workload.isWide()
                ? Goal.ratioAtLeast(1).ideally(1.2)
                : Goal.ratioAtLeast(1.2).ideally(1.5);
    }

    /** Products in GFLOPS as the rows that could be trained if nothing else took any time. */
    private Amount rows(Amount products) {
        double rowsPerOperation = 1e9 / workload.operations(1);
        return Amount.rowsPerSecond(products.name(), products.spread().times(rowsPerOperation));
    }

    private void steps(String what, Map<String, Samples> found, Goal goal) {
        Samples resident = found.get("resident");
        ToDoubleFunction<Map<String, Double>> own = round -> round.get("compute") + round.get("update");
        Amount added = Amount.millis(
                "resident, step − gradient − update",
                resident.of(round -> round.get("step") - own.applyAsDouble(round)));
        report.add(new Figure(what, added, Amount.millis("gradient and update", resident.of(own)), goal));
        Samples job = found.get("job");
        Amount above = Amount.millis("job, step − gradient", job.of(round -> round.get("step") - round.get("compute")));
        Amount empty = Amount.millis("empty job", found.get("empty job").of("job"));
        report.add(new Figure(what, above, empty, Goal.ratioAtMost(1.25)));
    }

    String what(String place, int batch) {
        return String.format(Locale.ROOT, "%s, batch %,d, %s", workload.name(), batch, place);
    }

    /** What is kept of the rows, and what training takes besides. */
    void memory(String place) {
        double floats = workload.rows() * (workload.inputs() + 1.0) * Float.BYTES / (1 << 20);
        Amount cached = new Amount("cached", Memory.cached(context, "training rows"), "MiB");
        String what = workload.name() + ", " + place;
        report.add(new Figure(what, cached, new Amount("its floats", floats, "MiB"), Goal.ratioAtMost(1.1)));
        double allowed = 64 + 16.0 * workload.parameters() * Float.BYTES / (1 << 20);
        for (String engine : new String[] {"resident", "job"}) {
            double heap = new HeapWhileTraining(this, engine).live();
            Amount more = new Amount(engine + ", live heap above that after ingestion", heap - heapBefore, "MiB");
            Amount most = new Amount("64 MiB and 16 × the parameters", allowed, "MiB");
            report.add(new Figure(what, more, most, Goal.ratioAtMost(1)));
        }
    }

    @Override
    public void close() {
        data.close();
    }
}
