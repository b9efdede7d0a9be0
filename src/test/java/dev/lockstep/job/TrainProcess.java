package dev.lockstep.job;

import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A run of {@code jobs/train.sh} in a process group of its own, so that a test can kill all of it and nothing else. */
public final class TrainProcess implements AutoCloseable {

    private static final Path PROJECT =
            Path.of(System.getProperty("lockstep.basedir", "")).toAbsolutePath();
    private static final long MINUTES = 5;
    private static final long LOOK_NANOS = 1_000_000;

    private final Process process;
    private final Path folder;

    private TrainProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts a run.
     *
     * @param folder where the process puts its console's text, its log and its temporary files
     * @param arguments of {@code train.sh}; behind {@code --} they are Spark's
     */
    public static TrainProcess start(Path folder, List<String> arguments) throws IOException {
        return start(folder, arguments, Map.of());
    }

    /** The same with more in the environment, such as another {@code SPARK_HOME}. */
    public static TrainProcess start(Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        Path own = Files.createTempDirectory(folder, "process-");
        List<String> command = new ArrayList<>(
                List.of("setsid", PROJECT.resolve("jobs/train.sh").toString()));
        boolean ownMaster = arguments.contains("--master");
        command.addAll(arguments);
        if (!arguments.contains("--")) {
            command.add("--");
        }
        if (!ownMaster) {
            command.addAll(List.of("--master", "local[2]"));
        }
        command.addAll(List.of("--driver-memory", "600m", "--conf", "spark.ui.enabled=false"));
        command.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + SharedClasses.options()));
        return started(command, own, environment);
    }

    /**
     * Starts what {@code bin/spark-submit} starts, without the scripts of this project.
     *
     * @param sparkHome of the Spark that submits
     * @param arguments of {@code spark-submit}
     */
    public static TrainProcess submit(
            Path folder, Path sparkHome, List<String> arguments, Map<String, String> environment) throws IOException {
        Path own = Files.createTempDirectory(folder, "process-");
        List<String> command =
                new ArrayList<>(List.of("setsid", System.getProperty("java.home") + "/bin/java", "-Xmx600m"));
        command.addAll(List.of(SharedClasses.options().split(" ")));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        // As Spark's launcher has it, or the archive of shared classes does not fit.
        List<String> classPath =
                new ArrayList<>(List.of(sparkHome.resolve("conf").toString(), slf4j(sparkHome), sparkHome + "/jars/*"));
        Optional.ofNullable(environment.get("HADOOP_CONF_DIR")).ifPresent(classPath::add);
        command.addAll(List.of("-cp", String.join(":", classPath), "org.apache.spark.deploy.SparkSubmit"));
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(environment);
        all.put("SPARK_HOME", sparkHome.toString());
        all.put("SPARK_SCALA_VERSION", "2.13");
        all.put(
                "LOG4J_CONFIGURATION_FILE",
                PROJECT.resolve("jobs/lib/log4j2.properties").toString());
        return started(command, own, all);
    }

    private static String slf4j(Path sparkHome) throws IOException {
        try (Stream<Path> jars = Files.list(sparkHome.resolve("jars"))) {
            return jars.map(Path::toString)
                    .filter(jar -> jar.contains("/slf4j-api-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static TrainProcess started(List<String> command, Path own, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(own.toFile())
                .redirectOutput(own.resolve("out").toFile())
                .redirectError(own.resolve("err").toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("LOCKSTEP_LOG", own.resolve("log").toString());
        builder.environment().put("SPARK_LOCAL_DIRS", own.toString());
        SharedClasses.use(builder.environment(), SharedClasses.options());
        builder.environment().putAll(environment);
        return new TrainProcess(builder.start(), own);
    }

    /** Runs to the end. */
    public static TrainProcess run(Path folder, List<String> arguments) throws IOException {
        TrainProcess run = start(folder, arguments);
        run.exitCode();
        return run;
    }

    /** Waits for the end. */
    public int exitCode() {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                kill();
                throw new AssertionError("the run did not end\n" + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until something is so, which must be before the run ends. */
    public void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the run ended, or took too long, before what was waited for\n" + this);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends every process of the group at once. */
    public void kill() {
        signal("-KILL", "-" + process.pid());
    }

    /** Asks the run to stop, as a scheduler does. */
    public void terminate() {
        signal("-TERM", Long.toString(process.pid()));
    }

    /** Tells the run that its terminal is gone. */
    public void hangUp() {
        signal("-HUP", Long.toString(process.pid()));
    }

    /** Lets a process of this run do nothing. */
    public void pause(ProcessHandle process) {
        signal("-STOP", Long.toString(process.pid()));
    }

    /** The driver. */
    public ProcessHandle driver() {
        return process.toHandle();
    }

    /** Lets a process go on that was paused. */
    public void unpause(ProcessHandle process) {
        signal("-CONT", Long.toString(process.pid()));
    }

    /** Where this run has its console's text, its log and the files of its executors. */
    public Path folder() {
        return folder;
    }

    /** The executors that this run has started. */
    public List<ProcessHandle> executors() {
        return running(driver(), "CoarseGrainedExecutorBackend");
    }

    /**
     * The processes of a Java class.
     *
     * @param ancestor that has started them
     * @param main the end of the name of their main class
     */
    public static List<ProcessHandle> running(ProcessHandle ancestor, String main) {
        return ancestor.descendants()
                .filter(child -> words(child).stream().anyMatch(word -> word.endsWith(main)))
                .toList();
    }

    /** Java itself does not know those of more than 4 kB. */
    private static List<String> words(ProcessHandle process) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            List<String> words = List.of(command.split("\0"));
            return words.get(0).endsWith("java") ? words : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void signal(String signal, String pid) {
        try {
            new ProcessBuilder("kill", signal, "--", pid).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String out() {
        return text("out");
    }

    public String err() {
        return text("err");
    }

    public String log() {
        return text("log");
    }

    private String text(String name) {
        try {
            Path file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "output:\n" + out() + "\nerrors:\n" + err();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
