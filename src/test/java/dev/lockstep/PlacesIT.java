package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the scripts run: any locale, any user, by any name. */
class PlacesIT {

    private static final String SECRET = "hunter2-hunter3";

    @TempDir
    private static Path folder;

    /** The script, by a link in another folder. */
    private static Path train;

    @BeforeAll
    static void makeAPlan() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        train = Files.createSymbolicLink(folder.resolve("bin/train"), Project.path("jobs", "train.sh"));
        Files.writeString(folder.resolve("rows.csv"), "a,y\n" + "1,0\n2,1\n3,0\n4,1\n".repeat(4));
        Files.writeString(folder.resolve("plan.yaml"), """
                name: données
                data: {train: données.csv, label: y}
                loss: cross_entropy
                training: {epochs: 1, shards: 2}
                output: sorti-é
                """);
    }

    private static Map<String, String> environment(Path temporary) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LOCKSTEP_LOG", "", "TMPDIR", temporary.toString(), "LANG", "", "LC_CTYPE", "", "LC_ALL", "POSIX"));
        SharedClasses.use(environment, SharedClasses.options());
        return environment;
    }

    private static Script.Result run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--", "--master", "local[1]", "--conf", "spark.ui.enabled=false"));
        return Script.run(environment, command, folder);
    }

    /** Renames where names are bytes, as a test's Java may be in any locale. */
    private static void named(String bytes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", "cp rows.csv $'" + bytes + "'")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }

    private static List<Path> logs(Path temporary) throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    @Test
    void anyNameOfAFileWorksInTheLocalePosixAndTheLogIsNobodyElses() throws IOException, InterruptedException {
        named("donn\\xc3\\xa9es.csv");
        Path temporary = folder.resolve("temporary");
        Script.Result result = run(environment(temporary), train.toString(), "plan.yaml");
        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().contains("données is trained"), result.toString());
        assertTrue(result.out().contains("sorti-é"), result.toString());
        List<Path> logs = logs(temporary);
        assertEquals(1, logs.size());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(logs.get(0).getParent())));
    }

    @Test
    void aUserWithoutANameOrAHomeTrains() throws IOException, InterruptedException {
        named("donn\\xc3\\xa9es.csv");
        Map<String, String> environment = environment(folder.resolve("of-nobody"));
        environment.put("HOME", "");
        Script.Result result = run(
                environment,
                "unshare",
                "--user",
                "--map-user=12345",
                train.toString(),
                "plan.yaml",
                "--set",
                "output=by-12345");
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertTrue(Files.exists(folder.resolve("of-nobody/lockstep-12345/.javacpp")), "the home is the user's own");
        assertFalse(Files.exists(folder.resolve("?")), "no folder has Java's word for no home");
    }

    @Test
    void theLogSaysNoSecrets() throws IOException, InterruptedException {
        Path temporary = folder.resolve("secrets");
        Script.Result result = run(
                environment(temporary),
                train.toString(),
                "plan.yaml",
                "--set",
                "data.train={path: none, format: jdbc, options: {dbtable: t, password: " + SECRET
                        + ", url: 'jdbc:postgresql://me:" + SECRET + "@localhost:1/d?password=" + SECRET + "'}}",
                "--set",
                "output=secrets",
                "--verbose");
        assertTrue(result.code() == 2 || result.code() == 3, result.toString());
        assertFalse(result.toString().contains(SECRET), result.toString());
        List<Path> logs = logs(temporary);
        assertEquals(1, logs.size());
        for (Path log : logs) {
            assertFalse(Files.readString(log, StandardCharsets.ISO_8859_1).contains(SECRET), log.toString());
        }
    }

    @Test
    void anotherUsersFolderIsNotTaken() throws IOException, InterruptedException {
        Path temporary = Files.createDirectories(folder.resolve("taken"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path link =
                Files.createSymbolicLink(temporary.resolve("lockstep-" + System.getProperty("user.name")), elsewhere);
        Script.Result result = run(environment(temporary), train.toString(), "plan.yaml");
        assertEquals(2, result.code(), result.toString());
        assertEquals(
                "error: " + link
                        + " must be a folder of your own but belongs to another user: set TMPDIR to another folder,"
                        + " or LOCKSTEP_LOG to a file\n",
                result.err());
        try (Stream<Path> files = Files.list(elsewhere)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aFileInTheLogsPlaceIsSaid() throws IOException, InterruptedException {
        Path temporary = Files.createDirectories(folder.resolve("file"));
        Path file = Files.createFile(temporary.resolve("lockstep-" + System.getProperty("user.name")));
        Script.Result result = run(environment(temporary), train.toString(), "plan.yaml");
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().startsWith("error: " + file + " must be a folder of your own but cannot be created"));
    }
}
