package dev.lockstep.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.job.TrainProcess;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Lockstep on one Spark, in processes of their own.
 *
 * @param name of the line
 * @param home of the Spark
 * @param application the jar for it
 * @param folder of all lines
 */
record OnLine(String name, Path home, Path application, Path folder) {

    private static final Path SOURCE = Project.path("src/test/java/dev/lockstep/lines/LineProgram.java");
    private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
    private static final String SUBMIT = """
            source "$lockstep/jobs/lib/submit.sh"
            submit program "$1" "$2" "${@:3}" -- --jars "$jars" --master 'local[2]' \\
                --conf spark.ui.enabled=false --driver-java-options --add-modules=jdk.incubator.vector
            """;

    /** Its own folder: the run, the models and the outputs of commands. */
    Path own() {
        return folder.resolve(name);
    }

    /** Starts the digits plan on two executor processes, with {@code jobs/train.sh}, which builds the jar. */
    TrainProcess train(String output, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(plan(own().resolve(output)));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--", "--master", TWO_EXECUTORS));
        return TrainProcess.start(
                Files.createDirectories(folder.resolve("processes")), arguments, Map.of("SPARK_HOME", home.toString()));
    }

    /** The digits plan, with its data wherever the command runs. */
    static List<String> plan(Path output) {
        Path data = Project.path("data", "digits");
        return List.of(
                Project.path("conf", "digits.yaml").toString(),
                "--set",
                "data.train.path=" + data.resolve("train.csv"),
                "--set",
                "data.test.path=" + data.resolve("test.csv"),
                "--set",
                "output=" + output);
    }

    /** Compiles {@link LineProgram} against this Spark, and runs it there. */
    Script.Result program() throws IOException, InterruptedException {
        Files.createDirectories(own());
        return submit(
                application, LineProgram.class.getName(), compiled(), Project.path("data"), folder, Path.of(name));
    }

    private Path compiled() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes-" + name));
        Path jar = folder.resolve("program-" + name + ".jar");
        String classPath;
        try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
            classPath = Stream.concat(Stream.of(application), jars)
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
        tool("javac", "-nowarn", "-proc:none", "-cp", classPath, "-d", classes.toString(), SOURCE.toString());
        tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static void tool(String name, String... arguments) {
        assertEquals(0, ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments), name);
    }

    /**
     * Submits a class.
     *
     * @param lockstep the jar that it finds Lockstep in
     */
    Script.Result submit(Path lockstep, String type, Path jar, Path... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("lockstep", Project.path("").toString());
        environment.put("jars", lockstep.toString());
        environment.put("SPARK_HOME", home.toString());
        environment.put(
                "LOCKSTEP_LOG", folder.resolve("program-" + name + ".log").toString());
        SharedClasses.use(environment, SharedClasses.optionsForLong());
        List<String> command = new ArrayList<>(List.of("bash", "-c", SUBMIT, "submit", type, jar.toString()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        return Script.run(environment, command, folder);
    }
}
