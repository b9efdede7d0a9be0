package dev.lockstep.job;

import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

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
        return process.descendants()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(word -> word.endsWith(".CoarseGrainedExecutorBackend")))
                .toList();
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
