package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Python;
import dev.lockstep.testing.ScalaShell;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.tools.nsc.Settings;

/**
 * The pages {@code docs/library.md}, {@code docs/from-mllib.md} and {@code docs/models.md} as somebody works through them:
 * every block of code in the file that the page names, every command as it stands there, in a folder with the project's
 * plans and data. Python's run where there is a Python, but those for PyTorch, which is left to {@code docs/models.py}.
 */
@Tag("full")
class LibraryIT {

    private static final Page LIBRARY = Page.of("docs/library.md");
    private static final Page FROM_MLLIB = Page.of("docs/from-mllib.md");
    private static final Page MODELS = Page.of("docs/models.md");
    private static final List<Page> PAGES = List.of(LIBRARY, FROM_MLLIB, MODELS);
    private static final String SHELL = "spark-shell --jars target/lockstep-spark4_2.13-0.1.0.jar";
    private static final String SPARK_SUBMIT = """
            #!/usr/bin/env bash
            source "$lockstep/jobs/lib/submit.sh"
            redirect_log examples
            exec_without_bin org.apache.spark.deploy.SparkSubmit --master 'local[2]' --conf spark.ui.enabled=false "$@"
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
        Files.createDirectories(folder.resolve("target"));
        link("target", Path.of(System.getProperty("lockstep.jar")));
        link("", TestJar.of(OrtEnvironment.class));
        for (Page page : PAGES) {
            for (Map.Entry<String, String> file : page.files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        }
        Files.copy(
                Project.path("src", "test", "resources", "golden", "iris.safetensors"),
                folder.resolve("iris.safetensors"));
        executable("bin/spark-submit", SPARK_SUBMIT);
        executable("bin/spark-shell", SPARK_SHELL);
        for (String job : List.of("train", "evaluate", "predict", "export")) {
            executable("jobs/" + job + ".sh", JOB);
        }
        if (Python.isThere()) {
            executable("bin/python3", """
            #!/usr/bin/env bash
            exec '%s' "$@"
            """.formatted(Python.interpreter()));
        }
        TestJar.write(folder.resolve("shell.jar"), List.of(ScalaShell.class));
        List<String> script = new ArrayList<>(List.of(
                "#!/usr/bin/env bash",
                "set -e",
                "export lockstep='" + Project.path("") + "'",
                "export SPARK_HOME='" + System.getProperty("lockstep.sparkHome") + "'",
                "export SPARK_DIST_CLASSPATH='" + folder.resolve("shell.jar") + ":" + TestJar.of(Settings.class) + "'",
                "export PATH=\"$PWD/bin:" + System.getProperty("java.home") + "/bin:$PATH\""));
        commands().forEach(command -> script.add(shortened(command)));
        result = Script.run(executable("pages.sh", String.join("\n", script) + "\n"), folder);
    }

    private static void link(String where, Path jar) throws IOException {
        Files.createSymbolicLink(folder.resolve(where).resolve(jar.getFileName()), jar);
    }

    /** Of all pages, each once, with the shells in one: that of the first. */
    private static List<String> commands() {
        Set<String> commands = new LinkedHashSet<>(LIBRARY.commands());
        MODELS.commands().stream()
                .filter(command -> !command.startsWith(SHELL))
                .filter(command -> !command.startsWith("python3 ") || Python.isThere() && !isOfPyTorch(command))
                .forEach(commands::add);
        return List.copyOf(commands);
    }

    private static boolean isOfPyTorch(String command) {
        String file = command.substring(command.lastIndexOf(' ') + 1);
        return MODELS.files().get(file).contains("import torch");
    }

    /** The scripts that the shells of the other pages are given. */
    private static String otherScripts() {
        List<String> shells = Stream.of(FROM_MLLIB, MODELS)
                .flatMap(page -> page.commands().stream())
                .filter(command -> command.startsWith(SHELL))
                .toList();
        assertEquals(2, shells.size());
        return String.join(
                "",
                shells.stream().map(shell -> shell.substring(SHELL.length())).toList());
    }

    private static Path executable(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    /** The shell is started once, for all pages, and the digits are trained for as long as it takes to see that it works. */
    private static String shortened(String command) {
        if (command.equals("jobs/train.sh conf/digits.yaml")) {
            return command + " --set training.epochs=10";
        }
        return command.startsWith(SHELL) ? command + otherScripts() : command;
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
        List<String> shown =
                PAGES.stream().flatMap(page -> page.printed().stream()).toList();
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

    private static double accuracy() {
        Matcher accuracy = Pattern.compile("digits, 360 rows\n(?:.*\n)*?  accuracy +([0-9.]+)\n")
                .matcher(result.out());
        assertTrue(accuracy.find(), result.toString());
        return Double.parseDouble(accuracy.group(1));
    }

    @Test
    void theScriptsMeasureAndPredictTheSame() {
        Dataset<Row> predicted = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(folder.resolve("predicted.csv").toString());
        assertEquals(360, predicted.count());
        assertEquals(accuracy(), predicted.filter("digit = prediction").count() / 360.0, 1e-3);
    }

    /** In ONNX Runtime from Java and Python, in NumPy, in Spark, and by the script. */
    @Test
    void everybodyReadsTheSameDigits() {
        List<String> right = Pattern.compile(
                        "(?:Java: |Scala: |Python: |NumPy: |^)right (\\d+) of 360", Pattern.MULTILINE)
                .matcher(result.out())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(Python.isThere() ? 5 : 3, right.size(), result.toString());
        assertEquals(1, Set.copyOf(right).size(), right::toString);
        assertEquals(Double.parseDouble(right.get(0)) / 360, accuracy(), 1e-3);
    }

    /** PyTorch's own is 0.06401. */
    @Test
    void aNetworkOfPyTorchsHasTheSameLossHere() {
        Matcher loss = Pattern.compile("fromtorch is trained\n(?:.*\n)*?  loss +(\\S+) ")
                .matcher(result.out());
        assertTrue(loss.find(), result.toString());
        assertEquals("0.06401", loss.group(1));
    }

    /** Alone, without what the run does to its columns: its vectors are given. */
    @Test
    void theNetworkOfThePipelineIsExportedToo() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                environment.createSession(folder.resolve("network.onnx").toString())) {
            assertEquals(Set.of("features"), session.getInputNames());
            assertEquals(Set.of("label", "probabilities"), session.getOutputNames());
        }
    }

    @Test
    void everyFileOfCodeIsRun() {
        List<String> commands =
                PAGES.stream().flatMap(page -> page.commands().stream()).toList();
        for (Page page : PAGES) {
            for (String file : page.files().keySet()) {
                assertTrue(commands.stream().anyMatch(command -> command.contains(" " + file)), file);
            }
        }
    }
}
