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
import dev.lockstep.benchmark.peers.Installation;
import dev.lockstep.benchmark.peers.MllibProcess;
import dev.lockstep.benchmark.peers.OwnBlas;
import dev.lockstep.benchmark.peers.Peer;
import dev.lockstep.benchmark.peers.ProductPeers;
import dev.lockstep.benchmark.peers.TrainingPeers;
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
    private final Set<Part> parts;
    private final Installation installation;
    private final Path folder;
    private final Consumer<String> progress;
    private final Report report = new Report();

    /**
     * @param installation of what is compared with
     * @param folder for files that are not needed afterwards
     */
    Benchmark(Extent extent, Set<Part> parts, Installation installation, Path folder, Consumer<String> progress) {
        this.extent = extent;
        this.parts = parts;
        this.installation = installation;
        this.folder = folder;
        this.progress = progress;
    }

    Report run() throws IOException {
        Map<String, String> machine = Machine.description();
        report.ran(machine);
        report.note(Machine.sentence(machine));
        report.note("Lockstep computes with " + OwnBlas.kernels() + ".");
        if (parts.contains(Part.PEERS)) {
            installation.missingTraining().forEach(report::note);
        }
        if (parts.contains(Part.PEERS) || parts.contains(Part.KERNELS)) {
            installation.missingProducts().forEach(report::note);
        }
        if (parts.contains(Part.KERNELS)) {
            kernels();
        }
        boolean local;
        try (SparkSession session = session().getOrCreate()) {
            local = session.sparkContext().isLocal();
            if (local) {
                onThisMachine(session);
            } else {
                onCluster(session, session.sparkContext().master());
            }
        }
        if (local && parts.contains(Part.PROCESSES)) {
            onTwoProcesses();
        }
        return report;
    }

    private static SparkSession.Builder session() {
        return SparkSession.builder().appName("lockstep benchmark");
    }

    private void kernels() {
        progress.accept("kernels");
        Shard shard = KernelSpeed.shard(extent.of(Workload.WIDE.withRows(Workload.WIDE.rows() / 2)));
        try (ProductPeers products = new ProductPeers(installation, 1, report::note)) {
            kernels(shard, "relu", 16, products, Goal.ratioAtLeast(0.6));
            kernels(shard, "relu", 128, products, Goal.ratioAtLeast(0.75));
            kernels(shard, "relu", 512, products, Goal.ratioAtLeast(0.75));
        }
        try (ProductPeers nobody = new ProductPeers()) {
            kernels(shard, "sigmoid", 128, nobody, Goal.ratioAtLeast(0.5));
            kernels(shard, "tanh", 128, nobody, Goal.ratioAtLeast(0.5));
        }
    }

    /** @param goal beside the best library, or beside Lockstep's own if no other is there */
    private void kernels(Shard shard, String activation, int rows, ProductPeers products, Goal goal) {
        double seconds = extent.seconds() / 10;
        KernelSpeed speed = new KernelSpeed(Workload.WIDE, activation, rows, shard, seconds);
        String what = "gradient of " + rows + " rows, " + activation + ", one thread";
        Rounds rounds = new Rounds().add("kernel", speed::kernel).add("sgemm", speed::bound);
        products.addTo(rounds, rows, Workload.WIDE.layers(), seconds);
        Map<String, Samples> found = report.keep(what, rounds.run(5 * extent.rounds()));
        Amount kernel = new Amount("kernels", found.get("kernel").of("gigaflops"), "GFLOPS");
        Amount own = new Amount("sgemm of its shapes", found.get("sgemm").of("gigaflops"), "GFLOPS");
        Optional<Amount> best = products.best(found);
        report.add(new Figure(what, kernel, own, best.isPresent() ? Goal.NONE : goal));
        best.ifPresent(bound -> report.add(new Figure(what, kernel, bound, goal)));
    }

    private void onThisMachine(SparkSession session) throws IOException {
        int slots = session.sparkContext().defaultParallelism();
        String place = "local[" + slots + "]";
        if (parts.stream().anyMatch(Set.of(Part.MEMORY, Part.PEERS, Part.MLLIB, Part.PREDICT)::contains)) {
            try (Comparison wide = comparison(session, Workload.WIDE, place)) {
                if (parts.contains(Part.MEMORY)) {
                    wide.memory(place);
                }
                if (parts.contains(Part.PEERS)) {
                    engines(wide, place, extent.batches(), Goals.IN_MEMORY);
                }
                mllib(wide, place, slots);
            }
        }
        if (parts.contains(Part.PEERS)) {
            try (Comparison narrow = comparison(session, Workload.NARROW, place)) {
                engines(narrow, place, List.of(Comparison.USUAL_BATCH), Goals.IN_MEMORY);
            }
        }
        if (parts.contains(Part.INGEST)) {
            new Ingestion(session, extent, folder, report, progress).run(place);
        }
    }

    private void mllib(Comparison wide, String place, int slots) {
        if (!parts.contains(Part.MLLIB) && !parts.contains(Part.PREDICT)) {
            return;
        }
        progress.accept("MLlib");
        MllibComparison mllib = new MllibComparison(wide, extent);
        try (Peer asShipped = MllibProcess.start(wide.workload(), slots, folder)) {
            MultilayerPerceptronClassificationModel theirs;
            if (parts.contains(Part.MLLIB)) {
                mllib.speed(place, asShipped);
                progress.accept("MLlib, time to accuracy");
                theirs = mllib.timeToAccuracy(place);
            } else {
                theirs = mllib.model(asShipped);
            }
            if (parts.contains(Part.PREDICT)) {
                progress.accept("predictions");
                mllib.transform(place, theirs, asShipped);
            }
        }
    }

    private void onTwoProcesses() throws IOException {
        Optional<String> obstacle = TwoProcesses.obstacle();
        if (obstacle.isPresent()) {
            report.note(obstacle.get());
            return;
        }
        String application;
        try (SparkSession session = TwoProcesses.start(session())) {
            application = session.sparkContext().applicationId();
            onCluster(session, "two executor processes");
        }
        TwoProcesses.forget(application);
    }

    private void onCluster(SparkSession session, String place) throws IOException {
        try (Comparison wide = comparison(session, Workload.WIDE, place);
                TrainingPeers nobody = new TrainingPeers();
                ProductPeers nothing = new ProductPeers()) {
            for (int batch : extent.batches()) {
                progress.accept(wide.what(place, batch));
                wide.engines(place, batch, Goals.BETWEEN_PROCESSES, nobody, nothing);
            }
        }
    }

    private Comparison comparison(SparkSession session, Workload workload, String place) throws IOException {
        progress.accept(extent.of(workload).name() + ", " + place + ", reading rows");
        return new Comparison(session, extent.of(workload), extent, folder, report);
    }

    private void engines(Comparison comparison, String place, List<Integer> batches, Goals goals) throws IOException {
        Workload workload = comparison.workload();
        int slots = comparison.context().defaultParallelism();
        Path rows = workload.write(folder);
        try (TrainingPeers peers =
                        new TrainingPeers(installation, rows, workload, extent.threads(slots), report::note);
                ProductPeers products = new ProductPeers(installation, slots, report::note)) {
            for (int batch : batches) {
                progress.accept(comparison.what(place, batch));
                comparison.engines(place, batch, goals, peers, products);
            }
        }
    }
}
