package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Report;
import dev.lockstep.benchmark.peers.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code jobs/benchmark.sh} runs: prints the table and writes every round as JSON. */
public final class Main {

    private Main() {}

    /**
     * @param words {@code whole} or {@code quick}, the parts to measure, the file for the JSON, the folder of what was
     *     fetched, the path of {@code peers.py}, and a Python or {@code none}
     */
    public static void main(String[] words) throws IOException {
        Extent extent = words[0].equals("quick") ? Extent.QUICK : Extent.WHOLE;
        Path output = Path.of(words[2]);
        Installation peers =
                new Installation(Path.of(words[3]), Path.of(words[4]), words[5].equals("none") ? "" : words[5]);
        Path folder = Files.createTempDirectory("lockstep-benchmark");
        try {
            Benchmark benchmark = new Benchmark(
                    extent, Part.of(words[1]), peers, folder, doing -> System.err.println("measuring: " + doing));
            Report report = benchmark.run();
            report.write(output);
            System.out.print(report.markdown());
            System.err.println("every round is in " + output);
        } finally {
            TwoProcesses.delete(folder);
        }
    }
}
