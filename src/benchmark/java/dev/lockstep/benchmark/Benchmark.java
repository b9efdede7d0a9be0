package dev.lockstep.benchmark;

import dev.lockstep.benchmark.Comparison.Goals;
import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Figure.Amount;
import dev.lockstep.benchmark.measurement.Goal;
import dev.lockstep.benchmark.measurement.Machine;
import dev.lockstep.benchmark.measurement.Report;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Rounds.Samples;
import dev.lockstep.benchmark.measurement.Workload;
import dev.lockstep.benchmark.peers.MllibProcess;
import dev.lockstep.benchmark.peers.Peer;
import dev.lockstep.benchmark.peers.PythonLibraries;
import dev.lockstep.benchmark.peers.PythonPeers;
import dev.lockstep.data.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.sql.SparkSession;

/** All that is measured, in its order. */
final class Benchmark {

    private final Extent extent;
    private final Path script;
    private final Path folder;
    private final Consumer<String> progress;
    private final Report report = new Report();
    private final PythonLibraries python = PythonLibraries.find();

    /**
     * @param script what trains with Python's libraries
     * @param folder for files that are not needed afterwards
     */
    Benchmark(Extent extent, Path script, Path folder, Consumer<String> progress) {
        this.extent = extent;
        this.script = script;
        this.folder = folder;
        this.progress = progress;
    }

    Report run() throws IOException {
        report.ran(Machine.description());
        python.missing().forEach(module -> report.note(module + " is not installed: python3 cannot import it."));
        progress.accept("kernels");
        Shard shard = KernelSpeed.shard(extent.of(Workload.WIDE.withRows(Workload.WIDE.rows() / 2)));
        kernels(shard, "relu", 16, Goal.NONE);
        kernels(shard, "relu", 128, Goal.ratioAtLeast(0.75));
        kernels(shard, "relu", 512, Goal.NONE);
        kernels(shard, "sigmoid", 128, Goal.ratioAtLeast(0.5));
        kernels(shard, "tanh", 128, Goal.ratioAtLeast(0.5));
        boolean local;
        try (SparkSession session = session().getOrCreate()) {
            local = session.sparkContext().isLocal();
            if (local) {
                onThisMachine(session);
            } else {
                onCluster(session, session.sparkContext().master());
            }
        }
        Optional<String> obstacle = TwoProcesses.obstacle();
        obstacle.filter(unused -> local).ifPresent(report::note);
        if (local && obstacle.isEmpty()) {
            onTwoProcesses();
        }
        return report;
    }

    private static SparkSession.Builder session() {
        return SparkSession.builder().appName("lockstep benchmark");
    }

    private void kernels(Shard shard, String activation, int rows, Goal goal) {
        KernelSpeed speed = new KernelSpeed(Workload.WIDE, activation, rows, shard, extent.seconds() / 10);
        String what = "gradient of " + rows + " rows, " + activation + ", one thread";
        Rounds rounds = new Rounds().add("kernel", speed::kernel).add("sgemm", speed::bound);
        Map<String, Samples> found = report.keep(what, rounds.run(5 * extent.rounds()));
        Amount kernel = new Amount("kernels", found.get("kernel").median("gigaflops"), "GFLOPS");
        Amount bound = new Amount("sgemm of its shapes", found.get("sgemm").median("gigaflops"), "GFLOPS");
        report.add(new Figure(what, kernel, bound, goal));
    }

    private void onThisMachine(SparkSession session) throws IOException {
        int slots = session.sparkContext().defaultParallelism();
        String place = "local[" + slots + "]";
        try (Comparison wide = comparison(session, Workload.WIDE, place)) {
            wide.memory(place);
            engines(wide, place, extent.batches(), Goals.IN_MEMORY);
            progress.accept("MLlib");
            MllibComparison mllib = new MllibComparison(wide, extent);
            try (Peer asShipped = MllibProcess.start(wide.workload(), slots, folder)) {
                mllib.speed(place, asShipped);
                progress.accept("MLlib, time to accuracy");
                MultilayerPerceptronClassificationModel theirs = mllib.timeToAccuracy(place);
                progress.accept("predictions");
                mllib.transform(place, theirs, asShipped);
            }
        }
        try (Comparison narrow = comparison(session, Workload.NARROW, place)) {
            engines(narrow, place, List.of(Comparison.USUAL_BATCH), Goals.IN_MEMORY);
        }
    }

    private void onTwoProcesses() throws IOException {
        String application;
        try (SparkSession session = TwoProcesses.start(session())) {
            application = session.sparkContext().applicationId();
            onCluster(session, "two executor processes");
        }
        TwoProcesses.forget(application);
    }

    private void onCluster(SparkSession session, String place) throws IOException {
        try (Comparison wide = comparison(session, Workload.WIDE, place)) {
            engines(wide, place, extent.batches(), Goals.BETWEEN_PROCESSES);
        }
    }

    private Comparison comparison(SparkSession session, Workload workload, String place) throws IOException {
        progress.accept(extent.of(workload).name() + ", " + place + ", reading rows");
        return new Comparison(session, extent.of(workload), extent, folder, report);
    }

    private void engines(Comparison comparison, String place, List<Integer> batches, Goals goals) throws IOException {
        Workload workload = comparison.workload();
        boolean here = comparison.context().sc().isLocal();
        PythonLibraries libraries = here ? python : PythonLibraries.NONE;
        Set<Integer> threads = extent.threads(comparison.context().defaultParallelism());
        Path rows = libraries.pythons().isEmpty() ? folder : workload.write(folder);
        try (PythonPeers peers = new PythonPeers(libraries, script, rows, workload, threads)) {
            for (int batch : batches) {
                progress.accept(comparison.what(place, batch));
                comparison.engines(place, batch, goals, peers);
            }
        }
    }
}
