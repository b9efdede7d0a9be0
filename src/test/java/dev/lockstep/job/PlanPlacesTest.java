package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a plan and what it names may be, and what is said where it is not. */
class PlanPlacesTest {

    private static final String MODE = "spark.submit.deployMode";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makePlans() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "a,y\n" + "1,0\n2,1\n3,0\n4,1\n".repeat(4));
        String plan = """
                data: {train: FOLDER/rows.csv, label: y}
                loss: cross_entropy
                training: {epochs: 0, shards: 2}
                output: FOLDER/run
                """.replace("FOLDER", folder.toString());
        for (String name : List.of("plan.yaml", "a b.yaml", "50%20.yaml")) {
            Files.writeString(folder.resolve(name), plan);
        }
        Files.writeString(folder.resolve("latin.yaml"), "name: caf\u00e9", StandardCharsets.ISO_8859_1);
    }

    private record Row(String mode, String plan, int code, String words, List<String> more) {

        Row(String mode, String plan, int code, String words, String... more) {
            this(mode, plan, code, words, List.of(more));
        }
    }

    static Stream<Row> rows() {
        String hint = "in cluster deploy mode the driver runs on another machine: give full addresses of files, such as"
                + " hdfs://host/plan.yaml, or ship a plan with -- --files conf/plan.yaml and name it"
                + " plan.yaml\n";
        return Stream.of(
                new Row("client", "FOLDER/plan.yaml", 0, ""),
                new Row("client", "file:FOLDER/plan.yaml", 0, ""),
                new Row("client", "file://FOLDER/plan.yaml", 0, ""),
                new Row("client", "FILE:FOLDER/plan.yaml", 0, ""),
                new Row("client", "file:FOLDER/a b.yaml", 0, ""),
                new Row("client", "file:FOLDER/50%20.yaml", 0, ""),
                new Row("client", "file:FOLDER/absent.yaml", 2, "file:FOLDER/absent.yaml: no such file\n"),
                new Row("client", "file:FOLDER", 2, "file:FOLDER: the plan must be a file but is a folder\n"),
                new Row("client", "file:plan.yaml", 2, "file:plan.yaml: the plan cannot be read: Relative path"),
                new Row("client", "file:FOLDER/latin.yaml", 2, "the plan must be text in UTF-8 but is not\n"),
                new Row(
                        "client",
                        "nothing://host/plan.yaml",
                        2,
                        "nothing://host/plan.yaml: the plan cannot be read: No FileSystem for scheme \"nothing\"\n"),
                new Row("client", "hdfs:///plan.yaml", 2, "hdfs:///plan.yaml: the plan cannot be read: "),
                new Row("client", "C:\\plan.yaml", 2, "C:\\plan.yaml: no such file\n"),
                new Row("cluster", "conf/absent.yaml", 2, "conf/absent.yaml: no such file\n" + hint),
                new Row(
                        "cluster",
                        "FOLDER/plan.yaml",
                        3,
                        "data.train.path: no such file or folder: absent.csv\n" + hint,
                        "--set",
                        "data.train=absent.csv",
                        "--set",
                        "output=FOLDER/other"),
                new Row(
                        "cluster",
                        "FOLDER/plan.yaml",
                        2,
                        "output must be a full address in cluster deploy mode, such as hdfs://host/runs/x, but is"
                                + " target/run, a folder on the driver's machine that is lost with the driver\n",
                        "--set",
                        "output=target/run"),
                new Row("cluster", "FOLDER/plan.yaml", 0, ""));
    }

    /** Where the driver's working folder does not have it, as on a standalone cluster. */
    @ParameterizedTest
    @CsvSource({
        "spark.files, file:FOLDER/plan.yaml, plan.yaml, 0, ''",
        "spark.yarn.dist.files, file:FOLDER/plan.yaml, plan.yaml, 0, ''",
        "spark.files, file:FOLDER/plan.yaml#other.yaml, other.yaml, 0, ''",
        "spark.files, 'file:FOLDER/other.csv,file:FOLDER/plan.yaml', plan.yaml, 0, ''",
        "spark.files, file:FOLDER/plan.yaml, absent.yaml, 2, 'error: absent.yaml: no such file\n'",
        "spark.files, file:/absent/plan.yaml, plan.yaml, 2, 'error: plan.yaml: no such file; --files names file:/absent/plan.yaml, which"
                + " the driver''s machine does not have\n'"
    })
    void aPlanIsReadFromWhereItWasShippedFrom(String setting, String files, String plan, int code, String words) {
        System.setProperty(setting, resolved(files));
        try {
            Script.Result result = InProcess.run("train", plan);
            assertEquals(code, result.code(), result.toString());
            assertTrue(result.err().startsWith(words), result.toString());
        } finally {
            System.clearProperty(setting);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aPlanIsReadFromWhereItIs(Row row) {
        List<String> words = new ArrayList<>(List.of("train", resolved(row.plan())));
        row.more().forEach(word -> words.add(resolved(word)));
        System.setProperty(MODE, row.mode());
        try {
            Script.Result result = InProcess.run(words.toArray(String[]::new));
            assertEquals(row.code(), result.code(), result.toString());
            assertTrue(result.err().contains(resolved(row.words())), result.toString());
        } finally {
            System.clearProperty(MODE);
        }
    }

    private static String resolved(String text) {
        return text.replace("FOLDER", folder.toString());
    }
}
