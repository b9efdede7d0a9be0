package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Workload;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** PyTorch and scikit-learn on a workload's rows, each with several numbers of threads. */
public final class PythonPeers implements AutoCloseable {

    private final Map<String, Peer> peers = new LinkedHashMap<>();

    /**
     * @param script {@code peers.py}
     * @param rows the file it reads
     */
    public PythonPeers(PythonLibraries libraries, Path script, Path rows, Workload workload, Set<Integer> threads) {
        String units = workload.units().stream().map(Object::toString).collect(Collectors.joining(","));
        libraries.pythons().forEach((module, python) -> {
            for (int count : threads) {
                List<String> command =
                        List.of(python, script.toString(), module, Integer.toString(count), rows.toString(), units);
                peers.put(module + "-" + count, Peer.start(command, environment(module, count)));
            }
        });
    }

    /** The settings with which each is fastest: PyTorch's loops share rows out themselves, scikit-learn's BLAS does. */
    private static Map<String, String> environment(String module, int threads) {
        String count = Integer.toString(threads);
        Map<String, String> threadsOf = module.equals("torch")
                ? Map.of("OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", "1")
                : Map.of("OPENBLAS_NUM_THREADS", count);
        Map<String, String> all = new HashMap<>(threadsOf);
        all.put("OMP_WAIT_POLICY", "PASSIVE");
        return all;
    }

    /** Adds all of them, once they have started. */
    public void addTo(Rounds rounds, int batch, double seconds) {
        peers.values().forEach(peer -> peer.said("name"));
        peers.forEach((name, peer) -> rounds.add(name, () -> peer.ask(batch + " " + seconds)));
    }

    /** Of each library, what it does with the number of threads that suits it best. */
    public List<Figure.Amount> best(Map<String, Rounds.Samples> samples) {
        Map<String, Figure.Amount> best = new LinkedHashMap<>();
        peers.forEach((name, peer) -> {
            double speed = samples.get(name).median("rowsPerSecond");
            String threads = peer.said("threads");
            String title = peer.said("name") + ", " + threads + (threads.equals("1") ? " thread" : " threads");
            best.merge(
                    peer.said("name"),
                    Figure.Amount.rowsPerSecond(title, speed),
                    (left, right) -> left.value() < right.value() ? right : left);
        });
        return List.copyOf(best.values());
    }

    @Override
    public void close() {
        peers.values().forEach(Peer::close);
    }
}
