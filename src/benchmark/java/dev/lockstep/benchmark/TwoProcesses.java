package dev.lockstep.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A second cluster on this machine: two executor processes with one slot each. */
final class TwoProcesses {

    private static final String MASTER = "local-cluster[2,1,2048]";

    private TwoProcesses() {}

    /** Why there can be none here: workers that cannot write end the driver's process, in which they are. */
    static Optional<String> obstacle() {
        String home = System.getenv("SPARK_HOME");
        if (home == null) {
            return Optional.of("Two executor processes were not measured: SPARK_HOME is not set.");
        }
        Path folder = Files.exists(work(home)) ? work(home) : Path.of(home);
        return Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of("Two executor processes were not measured: " + folder + " cannot be written to.");
    }

    static SparkSession start(SparkSession.Builder session) {
        return session.master(MASTER).getOrCreate();
    }

    /** Removes what its workers keep of a session that has ended, as far as they let go of it. */
    static void forget(String application) {
        try {
            delete(work(System.getenv("SPARK_HOME")).resolve(application));
        } catch (IOException e) {
            System.err.println("note: left behind: " + e.getMessage());
        }
    }

    private static Path work(String home) {
        return Path.of(home, "work");
    }

    /** Removes a folder and all in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
