package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive is all that a machine with a Spark needs: no Maven, no checkout. */
class ArchiveIT {

    private static final Path JAR = Path.of(System.getProperty("lockstep.jar"));
    private static final String NAME = JAR.getFileName().toString().replace(".jar", "");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern SCRIPT_OR_PLAN = Pattern.compile("\\b(?:jobs/[\\w-]+\\.sh|conf/[\\w-]+\\.yaml)");

    @TempDir
    static Path temporary;

    private static Path folder;

    @BeforeAll
    static void unpack() throws IOException {
        folder = temporary.resolve("a folder with spaces").resolve(NAME);
        try (FileSystem archive = FileSystems.newFileSystem(
                JAR.resolveSibling(NAME + "-bin.zip"), Map.of("enablePosixFileAttributes", true))) {
            Path root = archive.getPath(NAME);
            try (Stream<Path> entries = Files.walk(root)) {
                for (Path entry : entries.toList()) {
                    Path target = folder.resolve(root.relativize(entry).toString());
                    if (Files.isDirectory(entry)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(entry, target);
                        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(entry));
                    }
                }
            }
        }
    }

    @Test
    void thePlansOfTheArchiveTrainOnTheSparkOfSparkHome() throws IOException, InterruptedException {
        Script.Result result = run(System.getProperty("lockstep.sparkHome"), "jobs/train.sh", "conf/iris.yaml");
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("iris: 120 rows × 4 features, 3 classes"), result.out());
        assertTrue(Files.exists(folder.resolve("runs/iris/metrics.json")));
    }

    @Test
    void withoutASparkTheScriptsSayWhatToSet() throws IOException, InterruptedException {
        assertFails("no Spark: set SPARK_HOME to the folder of a Spark 4 with Scala 2.13", "", "jobs/train.sh");
    }

    @Test
    void aFolderThatIsNoSparkIsRefused() throws IOException, InterruptedException {
        assertFails(
                "SPARK_HOME must be the folder of a Spark but " + temporary + " has neither bin/spark-submit nor jars",
                temporary.toString(),
                "jobs/train.sh");
    }

    @Test
    void theBenchmarkSaysThatItNeedsTheSources() throws IOException, InterruptedException {
        assertFails("the benchmark is in the sources of Lockstep, not in the archive", "", "jobs/benchmark.sh");
    }

    @Test
    void everythingThatItsReadmeNamesIsInIt() throws IOException {
        String readme = Files.readString(folder.resolve("README.md"));
        Set<String> named = Stream.concat(
                        LINK.matcher(readme).results().map(link -> link.group(1)),
                        SCRIPT_OR_PLAN.matcher(readme).results().map(name -> name.group()))
                .collect(Collectors.toSet());
        assertTrue(named.size() >= 15, named::toString);
        assertEquals(
                List.of(),
                named.stream()
                        .filter(name -> !Files.exists(folder.resolve(name)))
                        .toList());
    }

    @Test
    void itHasTheLicenceTheNoticeAndTheChanges() {
        for (String name : List.of("LICENSE", "NOTICE", "CHANGELOG.md", NAME + ".jar", "data/README.md")) {
            assertTrue(Files.isRegularFile(folder.resolve(name)), name);
        }
    }

    private static void assertFails(String message, String sparkHome, String script)
            throws IOException, InterruptedException {
        Script.Result result = run(sparkHome, script);
        assertEquals("error: " + message + "\n", result.err());
        assertEquals(2, result.code());
    }

    /** @param sparkHome or the empty text */
    private static Script.Result run(String sparkHome, String script, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("SPARK_HOME", sparkHome);
        environment.put("LOCKSTEP_LOG", folder.resolve("lockstep.log").toString());
        SharedClasses.use(environment, SharedClasses.options());
        List<String> command = Stream.concat(Stream.of(folder.resolve(script).toString()), Stream.of(arguments))
                .toList();
        return Script.run(environment, command, folder);
    }
}
