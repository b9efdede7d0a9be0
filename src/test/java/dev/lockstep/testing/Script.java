package dev.lockstep.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code jobs/train.sh} as a user would: a process of its own, in a folder of its own. */
public final class Script {

    private static final int MINUTES_UNTIL_IT_HANGS = 10;

    private Script() {}

    /** What a process left behind. */
    public record Result(int code, String out, String err) {

        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + "\n" + err;
        }
    }

    /**
     * Makes a working folder with the project's plans and data in it, as plans look for them.
     *
     * @param folder does not exist yet
     */
    public static Path workIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of("conf", "data")) {
            Path from = Project.path(name);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file,
                            folder.resolve(name).resolve(from.relativize(file).toString()));
                }
            }
        }
        return folder;
    }

    /** The text of one of the project's pages. */
    public static String page(String name) {
        try {
            return Files.readString(Project.path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands of a page: the lines that stand four spaces in. */
    public static List<String> commands(String page) {
        return page(page)
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
    }

    /** Runs the project's own script. */
    public static Result train(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(Project.path("jobs", "train.sh"), folder, arguments);
    }

    /** Runs a script in a folder, on the embedded Spark. */
    public static Result run(Path script, Path folder, String... arguments) throws IOException, InterruptedException {
        return run(SharedClasses.options(), script, folder, arguments);
    }

    /** The same with both of Java's compilers, for a script that computes for more than a few seconds. */
    public static Result runLong(Path script, Path folder, String... arguments)
            throws IOException, InterruptedException {
        return run(SharedClasses.optionsForLong(), script, folder, arguments);
    }

    private static Result run(String options, Path script, Path folder, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("LOCKSTEP_LOG", folder.resolve("lockstep.log").toString());
        SharedClasses.use(environment, options);
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return run(environment, command, folder);
    }

    /**
     * Runs a command that runs a script.
     *
     * @param environment what is other than in this process; the empty text for what is not there
     */
    public static Result run(Map<String, String> environment, List<String> command, Path folder)
            throws IOException, InterruptedException {
        assertTrue(new File(System.getProperty("lockstep.jar")).isFile(), "mvn package makes the jar first");
        assertTrue(
                new File(System.getProperty("lockstep.sparkHome"), "RELEASE").isFile(), "mvn package makes it first");
        Path out = Files.createTempFile("script", ".out");
        Path err = Files.createTempFile("script", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("SPARK_HOME");
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        if (!process.waitFor(MINUTES_UNTIL_IT_HANGS, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return result;
    }
}
