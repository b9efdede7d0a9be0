package dev.lockstep.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep benchmark}: a table of how fast training is here, beside others. */
@Command(
        name = "benchmark",
        description = "Measures kernels and engines beside sgemm, PyTorch, scikit-learn and MLlib: a Markdown table.")
public final class BenchmarkCommand implements Callable<Integer> {

    @Option(
            names = "--quick",
            description = "Measures a little of everything, to see that it works; the figures say nothing.")
    private boolean quick;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the figures of every round go, as JSON (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("runs", "benchmark.json");

    @Option(names = "--peers", paramLabel = "FILE", hidden = true, description = "The script jobs/lib/peers.py.")
    private Path peers = Path.of("jobs", "lib", "peers.py");

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("lockstep-benchmark");
        try {
            Extent extent = quick ? Extent.QUICK : Extent.WHOLE;
            Report report =
                    new Benchmark(extent, peers, folder, doing -> System.err.println("measuring: " + doing)).run();
            report.write(output);
            System.out.print(report.markdown());
            System.err.println("every round is in " + output);
            return 0;
        } finally {
            TwoProcesses.delete(folder);
        }
    }
}
