package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An archive of Spark's classes as a driver has loaded them (class data sharing), made once and kept in {@code target}: a
 * process that has it starts with two thirds of the work. Where Java cannot make it, all goes on without.
 */
public final class SharedClasses {

    private static final Path ARCHIVE =
            Project.path("target", "test-classes-" + System.getProperty("java.vm.version") + ".jsa");
    private static final Path LOCK = ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".lock");
    /** An archive that does not fit is as good as none. */
    private static final String QUIET = "-Xlog:disable";

    /**
     * Java's second compiler takes more time in such a process than it saves: half of all. Without it Java gives its code a
     * fifth of the usual room, of which a Scala shell needs more.
     */
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m";

    private static final int MINUTES_UNTIL_IT_HANGS = 5;
    private static final String PLAN = """
            data: {train: {path: rows.csv}, validation: {fraction: 0.5}, label: y}
            network: {hidden: [{units: 3, dropout: 0.1}]}
            loss: cross_entropy
            training: {epochs: 1, batchSize: 2, shards: 2}
            output: run
            """;

    private SharedClasses() {}

    /** Options for the Java of a driver or an executor that lives for seconds. */
    public static String options() {
        return QUICK + " " + optionsForLong();
    }

    /** Options for one that computes for longer. */
    public static synchronized String optionsForLong() {
        try {
            // Tests run in several processes, which need one archive.
            try (FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (lock.isValid() && isOld()) {
                    make();
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Files.exists(ARCHIVE) ? QUIET + " -XX:SharedArchiveFile=" + ARCHIVE : QUIET;
    }

    /** Puts options where Spark's launcher looks for those of a driver. */
    public static void use(Map<String, String> environment, String options) {
        environment.put("SPARK_SUBMIT_OPTS", options);
    }

    private static boolean isOld() throws IOException {
        if (!Files.exists(ARCHIVE)) {
            return true;
        }
        long made = lastModified(ARCHIVE);
        // The folder too: a jar more or less changes the class path, and the archive is no good.
        try (Stream<Path> jars = Files.walk(Path.of(System.getProperty("lockstep.sparkHome"), "jars"))) {
            return jars.anyMatch(jar -> lastModified(jar) > made);
        }
    }

    private static long lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("shared-classes");
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        Files.writeString(folder.resolve("rows.csv"), "a,y\n" + "1,0\n2,1\n3,0\n4,1\n".repeat(4));
        Path aside = folder.resolve("archive");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Project.path("jobs", "train.sh").toString(),
                        "plan.yaml",
                        "--",
                        "--master",
                        "local[2]",
                        "--conf",
                        "spark.ui.enabled=false"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("LOCKSTEP_LOG", folder.resolve("log").toString());
        builder.environment().put("SPARK_SUBMIT_OPTS", QUICK + " " + QUIET + " -XX:ArchiveClassesAtExit=" + aside);
        Process process = builder.start();
        if (!process.waitFor(MINUTES_UNTIL_IT_HANGS, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() == 0 && Files.exists(aside)) {
            Files.move(aside, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
