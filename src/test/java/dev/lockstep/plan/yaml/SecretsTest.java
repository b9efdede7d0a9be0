package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.InProcess;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No file and no message of a command has a secret that it was given. */
class SecretsTest {

    private static final String SECRET = "hunter2-hunter3";
    /** A variable that every environment has, taken for a secret. */
    private static final String VARIABLE = System.getenv("PATH");

    @TempDir
    private static Path folder;

    /** A finished run, of the password above. */
    private static Path run;

    @BeforeAll
    static void makeInputs() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "a,y\n" + "1,0\n2,1\n3,0\n4,1\n".repeat(4));
        Files.writeString(folder.resolve("semicolons.csv"), "a;y\n" + "1;0\n2;1\n3;0\n4;1\n".repeat(4));
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Files.writeString(folder.resolve("separator"), ";");
        run = folder.resolve("run");
        assertEquals(0, train(new Row("password: " + SECRET, 0, ""), run).code());
    }

    /**
     * @param options of the training source
     * @param words expected on standard error, or on a finished run's plan
     */
    private record Row(String options, int code, String words, List<String> more) {

        Row(String options, int code, String words, String... more) {
            this(options, code, words, List.of(more));
        }
    }

    static Stream<Row> masked() {
        return Stream.of(
                new Row("password: " + SECRET, 3, "password: \"***\""),
                new Row("fs.s3a.secret.key: " + SECRET, 3, "fs.s3a.secret.key: \"***\""),
                new Row("accessToken: " + SECRET, 3, "accessToken: \"***\""),
                new Row("apikey: " + SECRET, 3, "apikey: \"***\""),
                new Row("password: '${env:PATH}'", 3, "password: \"***\""),
                new Row("password: '${file:FOLDER/secret}'", 3, "password: \"***\""),
                new Row("password: '${file:file:FOLDER/secret}'", 3, "password: \"***\""),
                new Row("password: 'a-${env:PATH}-b'", 3, "password: \"***\""),
                new Row("x: y", 3, "password: \"***\"", "--set", "data.train.options.password=${env:PATH}"),
                new Row("url: 'jdbc:x://me:" + SECRET + "@h/d'", 3, "url: \"jdbc:x://me:***@h/d\""),
                new Row("url: 'jdbc:x://h/d?password=${env:PATH}'", 3, "url: \"jdbc:x://h/d?password=***"),
                new Row("primaryKey: id", 3, "primaryKey: id"),
                new Row("x: '${HOME}'", 3, "x: \"${HOME}\""));
    }

    static Stream<Row> refused() {
        return Stream.of(
                new Row(
                        "password: '***'",
                        2,
                        "data.train.options.password must be the secret itself, ${env:NAME} or ${file:PATH} but is ***,"
                                + " which plan.yaml has in its place"),
                new Row("url: 'jdbc:x://me:***@h/d'", 2, "data.train.options.url must be the secret itself"),
                new Row("url: 'jdbc:x://h/d?password=***'", 2, "data.train.options.url must be the secret itself"),
                new Row(
                        "password: '${env:LOCKSTEP_HAS_NO_SUCH}'",
                        2,
                        "data.train.options.password: ${env:LOCKSTEP_HAS_NO_SUCH} must be a variable of the driver's"
                                + " environment but is not set"),
                new Row("password: '${env:}'", 2, "data.train.options.password: ${env:} must be a variable"),
                new Row("password: '${file:FOLDER/absent}'", 2, "FOLDER/absent: no such file"),
                new Row("password: '${file:FOLDER}'", 2, "FOLDER: the file must be a file but is a folder"),
                new Row("password: {a: " + SECRET + "}", 2, "data.train.options.password must be text, a number"),
                new Row("password: [" + SECRET + "]", 2, "but is ***"),
                new Row(
                        "x: y",
                        2,
                        "--set: data.train.options must be a mapping of keys but is [",
                        "--set",
                        "data.train.options=[{password: " + SECRET + "}]"),
                new Row("x: y", 2, "--set must be key=value", "--set", "data.train.[options].password=" + SECRET),
                new Row("password: " + SECRET + ", encoding: " + SECRET, 3, "***"),
                new Row(
                        "password: " + SECRET,
                        3,
                        "no such file or folder: FOLDER/a***b.csv",
                        "--set",
                        "data.train.path=FOLDER/a" + SECRET + "b.csv"));
    }

    private static String resolved(String text) {
        return text.replace("FOLDER", folder.toString());
    }

    private static Script.Result train(Row row, Path output) throws IOException {
        Path plan = Files.writeString(
                Files.createTempFile(folder, "plan", ".yaml"), resolved("""
                        data: {train: {path: FOLDER/rows.csv, format: csv, options: {%s}}, label: y}
                        loss: cross_entropy
                        training: {epochs: 1, shards: 2}
                        output: %s
                        """.formatted(row.options(), output)));
        List<String> words = new ArrayList<>(List.of("train", plan.toString()));
        row.more().forEach(word -> words.add(resolved(word)));
        return InProcess.run(words.toArray(String[]::new));
    }

    private static void assertNoSecret(String text, String where) {
        assertFalse(text.contains(SECRET) || text.contains(VARIABLE), where + " has a secret: " + text);
    }

    private static void assertNoSecretIn(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertNoSecret(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("masked")
    void aRunsPlanHasMasksInTheirPlace(Row row) throws IOException {
        Path output = Files.createTempDirectory(folder, "run");
        List<String> more = new ArrayList<>(row.more());
        more.addAll(List.of("--set", "data.train.path=FOLDER/absent.csv"));
        Script.Result result = train(new Row(row.options(), row.code(), "", more), output);
        assertEquals(row.code(), result.code(), result.toString());
        assertNoSecret(result.toString(), "the console");
        String plan = Files.readString(output.resolve("plan.yaml"));
        assertTrue(plan.contains(row.words()), plan);
        assertNoSecret(plan, "plan.yaml");
        assertNoSecret(Files.readString(output.resolve("status.json")), "status.json");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsWrongIsSaidWithoutThem(Row row) throws IOException {
        Path output = Files.createTempDirectory(folder, "run");
        Script.Result result = train(row, output);
        assertEquals(row.code(), result.code(), result.toString());
        assertTrue(result.err().contains(resolved(row.words())), result.toString());
        assertNoSecret(result.toString(), "the console");
        Path status = output.resolve("status.json");
        if (Files.exists(status)) {
            assertNoSecret(Files.readString(status), "status.json");
        }
    }

    @Test
    void anotherPasswordIsTheSameRun() throws IOException {
        Script.Result again = train(new Row("password: another-password", 0, ""), run);
        assertEquals(0, again.code(), again.toString());
        assertTrue(again.out().contains("is a finished run, left unchanged"), again.toString());
        Script.Result without = train(new Row("x: y", 0, ""), run);
        assertEquals(2, without.code(), without.toString());
        assertTrue(without.err().contains("data.train.options.x was not there but is y"), without.toString());
    }

    @Test
    void theRunsOwnPlanAsksForThemAgain() throws IOException {
        String plan = run.resolve("plan.yaml").toString();
        Script.Result refused = InProcess.run("train", plan);
        assertEquals(2, refused.code(), refused.toString());
        assertTrue(refused.err().contains("plan.yaml: data.train.options.password must be the secret itself"));
        Script.Result given = InProcess.run("train", plan, "--set", "data.train.options.password=" + SECRET);
        assertEquals(0, given.code(), given.toString());
    }

    @Test
    void theRunIsExportedEvaluatedAndUsedWithoutThem() throws IOException {
        assertNoSecretIn(run);
        Path onnx = folder.resolve("model.onnx");
        Script.Result exported =
                InProcess.run("export", run.toString(), "--format", "onnx", "--output", onnx.toString());
        assertEquals(0, exported.code(), exported.toString());
        String bytes = Files.readString(onnx, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("password: \"***\""), "the plan is in the file");
        assertNoSecret(bytes, "the ONNX file");
        String rows = folder.resolve("semicolons.csv").toString();
        Script.Result evaluated = InProcess.run(
                "evaluate",
                run.toString(),
                "--data",
                rows,
                "--option",
                "sep=${file:" + folder.resolve("separator") + "}",
                "--option",
                "password=${env:PATH}");
        assertEquals(0, evaluated.code(), evaluated.toString());
    }

    static Stream<Row> commands() {
        return Stream.of(
                new Row("password=***", 2, "--option password must be the secret itself"),
                new Row("password=${env:LOCKSTEP_HAS_NO_SUCH}", 2, "--option password: ${env:LOCKSTEP_HAS_NO_SUCH}"),
                new Row("password=" + SECRET, 3, "***", "--option", "encoding=" + SECRET));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void evaluateAndPredictSayWhatIsWrongWithoutThem(Row row) throws IOException {
        String rows = folder.resolve("rows.csv").toString();
        for (String command : List.of("evaluate", "predict")) {
            List<String> words =
                    new ArrayList<>(List.of(command, run.toString(), "--data", rows, "--option", row.options()));
            words.addAll(row.more());
            if (command.equals("predict")) {
                words.addAll(List.of("--output", folder.resolve("predicted").toString()));
            }
            Script.Result result = InProcess.run(words.toArray(String[]::new));
            assertEquals(row.code(), result.code(), result.toString());
            assertTrue(result.err().contains(row.words()), result.toString());
            assertNoSecret(result.toString(), "the console");
        }
    }
}
