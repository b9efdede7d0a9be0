package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Machine.Vectors;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Workload;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** PyTorch and scikit-learn on a workload's rows, each with several numbers of threads. */
public final class TrainingPeers implements AutoCloseable {

    /** PyTorch, in {@link #best}. */
    public static final String TORCH = "torch";

    private static final String SKLEARN = "sklearn";

    private final Map<String, Map<Integer, Peer>> peers = new LinkedHashMap<>();
    private final Map<String, Kernels> kernels = new LinkedHashMap<>();

    /** Nobody. */
    public TrainingPeers() {}

    /**
     * @param rows the file they read
     * @param note told what computes their products
     */
    public TrainingPeers(
            Installation installation, Path rows, Workload workload, Set<Integer> threads, Consumer<String> note) {
        installation.torch().ifPresent(torch -> start(TORCH, torch, rows, workload, threads, note));
        installation.sklearn().ifPresent(sklearn -> start(SKLEARN, sklearn, rows, workload, threads, note));
    }

    private void start(
            String library,
            Installation.Training training,
            Path rows,
            Workload workload,
            Set<Integer> threads,
            Consumer<String> note) {
        Kernels found = Kernels.of(training.with(1, rows, workload.layers()));
        Map<Integer, Peer> started = new LinkedHashMap<>();
        threads.forEach(count ->
                started.put(count, training.with(count, rows, workload.layers()).start()));
        peers.put(library, started);
        Peer first = started.values().iterator().next();
        // A library of Python that knows its BLAS says so at its start.
        String said = first.said("blas");
        kernels.put(library, said.isEmpty() ? found : new Kernels(said, first.said("family")));
        note.accept(first.said("name") + " computes with " + kernels.get(library) + ".");
    }

    /** Adds all of them, once they have started. */
    public void addTo(Rounds rounds, int batch, double seconds) {
        peers.forEach((library, started) -> started.forEach((threads, peer) -> {
            peer.said("name");
            rounds.add(key(library, threads), () -> peer.ask(batch + " " + seconds));
        }));
    }

    /** Of each library, what it does with the number of threads that suits it best. */
    public Map<String, Figure.Amount> best(Map<String, Rounds.Samples> samples) {
        Map<String, Figure.Amount> best = new LinkedHashMap<>();
        peers.forEach((library, started) -> started.forEach((threads, peer) -> best.merge(
                library,
                Figure.Amount.rowsPerSecond(
                        Kernels.title(peer.said("name"), threads, kernels.get(library), Vectors.ofThisMachine()),
                        samples.get(key(library, threads)).of("rowsPerSecond")),
                (left, right) -> left.value() < right.value() ? right : left)));
        return best;
    }

    private static String key(String library, int threads) {
        return library + "-" + threads;
    }

    @Override
    public void close() {
        peers.values().forEach(started -> started.values().forEach(Peer::close));
    }
}
