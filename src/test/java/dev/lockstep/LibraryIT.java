package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.ScalaShell;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages {@code docs/library.md} and {@code docs/from-mllib.md} as somebody works through them: every block of code in
 * the file that the page names, every command as it stands there, in a folder with the project's plans and data.
 */
class LibraryIT {

    private static final Page LIBRARY = Page.of("docs/library.md");
    private static final Page FROM_MLLIB = Page.of("docs/from-mllib.md");
    private static final String SHELL = "spark-shell --jars target/lockstep-0.1.0.jar";
    private static final String SPARK_SUBMIT = """
            #!/usr/bin/env bash
            source "$lockstep/jobs/lib/submit.sh"
            redirect_log examples
            exec_embedded --master 'local[2]' --conf spark.ui.enabled=false "$@"
            """;
    /** Spark's own launcher tells options of its own from those of the shell; here -i is all there is. */
    private static final String SPARK_SHELL = """
            #!/usr/bin/env bash
            options=() scripts=()
            while [[ $# -gt 0 ]]; do
                if [[ $1 == -i ]]; then scripts+=("$1" "$2") && shift; else options+=("$1"); fi
                shift
            done
            exec spark-submit --class dev.lockstep.testing.ScalaShell "${options[@]}" spark-internal "${scripts[@]}" < /dev/null
            """;
    /** The scripts find the project where they are, and the Spark that comes with it. */
    private static final String JOB = """
            #!/usr/bin/env bash
            unset SPARK_HOME SPARK_DIST_CLASSPATH
            exec "$lockstep/jobs/${0##*/}" "$@"
            """;

    @TempDir
    static Path temporary;

    private static Path folder;
    private static Script.Result result;

    @BeforeAll
    static void workThroughThePages() throws IOException, InterruptedException {
        folder = Script.workIn(temporary.resolve("work"));
        Path jar = Path.of(System.getProperty("lockstep.jar"));
        Files.createDirectories(folder.resolve("target"));
        Files.createSymbolicLink(folder.resolve("target").resolve(jar.getFileName()), jar);
        for (Page page : List.of(LIBRARY, FROM_MLLIB)) {
            for (Map.Entry<String, String> file : page.files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        }
        executable("bin/spark-submit", SPARK_SUBMIT);
        executable("bin/spark-shell", SPARK_SHELL);
        for (String job : List.of("train", "evaluate", "predict")) {
            executable("jobs/" + job + ".sh", JOB);
        }
        TestJar.write(folder.resolve("shell.jar"), List.of(ScalaShell.class));
        List<String> script = new ArrayList<>(List.of(
                "#!/usr/bin/env bash",
                "set -e",
                "export lockstep='" + Project.path("") + "'",
                "export SPARK_HOME='" + System.getProperty("lockstep.sparkHome") + "'",
                "export SPARK_DIST_CLASSPATH='" + folder.resolve("shell.jar") + ":" + ScalaShell.jar() + "'",
                // Processes of a few seconds end sooner without the second compiler.
                "export SPARK_SUBMIT_OPTS=\"$SPARK_SUBMIT_OPTS -XX:TieredStopAtLevel=1\"",
                "export PATH=\"$PWD/bin:" + System.getProperty("java.home") + "/bin:$PATH\""));
        LIBRARY.commands().forEach(command -> script.add(shortened(command)));
        result = Script.run(executable("pages.sh", String.join("\n", script) + "\n"), folder);
    }

    private static Path executable(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    /** The shell is started once, for both pages, and the digits are trained for as long as it takes to see that it works. */
    private static String shortened(String command) {
        if (command.startsWith("jobs/train.sh")) {
            return command + " --set training.epochs=10";
        }
        if (command.startsWith(SHELL)) {
            assertEquals(1, FROM_MLLIB.commands().size());
            return command + FROM_MLLIB.commands().get(0).substring(SHELL.length());
        }
        return command;
    }

    @Test
    void everyCommandEndsWell() {
        assertEquals(0, result.code(), result.toString());
        assertFalse(result.out().contains("error"), result.toString());
        assertEquals("", result.err());
    }

    @Test
    void thePagesShowWhatTheirCodePrints() {
        List<String> out = result.out().lines().toList();
        List<String> shown = new ArrayList<>(LIBRARY.printed());
        shown.addAll(FROM_MLLIB.printed());
        assertTrue(shown.size() >= 5, shown::toString);
        assertEquals(
                List.of(), shown.stream().filter(line -> !out.contains(line)).toList(), result.toString());
    }

    @Test
    void javaAndScalaTrainTheSameBits() {
        List<String> weights =
                result.out().lines().filter(line -> line.startsWith("weights ")).toList();
        assertEquals(2, weights.size(), result.toString());
        assertEquals(weights.get(0), weights.get(1));
    }

    @Test
    void theModelOfARunReadsDigits() {
        Matcher right = Pattern.compile("right (\\d+) of 360").matcher(result.out());
        assertTrue(right.find(), result.toString());
        assertTrue(Integer.parseInt(right.group(1)) > 320, right.group());
    }

    @Test
    void theScriptsMeasureAndPredictTheSame() {
        Matcher accuracy = Pattern.compile("digits, 360 rows\n(?:.*\n)*?  accuracy +([0-9.]+)\n")
                .matcher(result.out());
        assertTrue(accuracy.find(), result.toString());
        Dataset<Row> predicted = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(folder.resolve("predicted.csv").toString());
        assertEquals(360, predicted.count());
        assertEquals(
                Double.parseDouble(accuracy.group(1)),
                predicted.filter("digit = prediction").count() / 360.0,
                1e-3);
    }

    @Test
    void everyFileOfCodeIsRun() {
        List<String> commands = new ArrayList<>(LIBRARY.commands());
        commands.addAll(FROM_MLLIB.commands());
        for (Page page : List.of(LIBRARY, FROM_MLLIB)) {
            for (String file : page.files().keySet()) {
                assertTrue(commands.stream().anyMatch(command -> command.contains(" " + file)), file);
            }
        }
    }
}
