package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Figure.Amount;
import dev.lockstep.benchmark.measurement.Machine.Vectors;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Rounds.Samples;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The matrix products of a gradient alone, by OpenBLAS, MKL and oneDNN, each product on all threads together. Training
 * that computes a product a thread may be faster where products are small.
 */
public final class ProductPeers implements AutoCloseable {

    private final int threads;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final Map<String, Kernels> kernels = new LinkedHashMap<>();

    /** No library. */
    public ProductPeers() {
        threads = 0;
    }

    /** @param note told which kernels they use */
    public ProductPeers(Installation installation, int threads, Consumer<String> note) {
        this.threads = threads;
        for (String library : Installation.BLAS) {
            installation.products(library, threads).ifPresent(launch -> {
                kernels.put(library, Kernels.of(launch));
                peers.put(library, launch.start());
                note.accept("sgemm of " + kernels.get(library) + ".");
            });
        }
    }

    /** Adds all of them, once they have started. */
    public void addTo(Rounds rounds, int rows, String layers, double seconds) {
        peers.forEach((library, peer) -> {
            peer.said("name");
            rounds.add(key(library), () -> peer.ask(rows + " " + seconds + " " + layers));
        });
    }

    /** The fastest library, in GFLOPS; empty if none is there. */
    public Optional<Amount> best(Map<String, Samples> samples) {
        return peers.keySet().stream()
                .map(library -> new Amount(
                        "best sgemm of its shapes, "
                                + Kernels.title(
                                        peers.get(library).said("name"),
                                        threads,
                                        kernels.get(library),
                                        Vectors.ofThisMachine()),
                        samples.get(key(library)).of("gigaflops"),
                        "GFLOPS"))
                .max(Comparator.comparingDouble(Amount::value));
    }

    private String key(String library) {
        return library + "-" + threads;
    }

    @Override
    public void close() {
        peers.values().forEach(Peer::close);
    }
}
