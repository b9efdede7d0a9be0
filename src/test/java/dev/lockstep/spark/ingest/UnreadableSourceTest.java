package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark cannot read is wrong data, and the message names the source in one line. */
class UnreadableSourceTest {

    @TempDir
    Path folder;

    /** FILE is the file's path. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a.libsvm    | 0 1:1;1 x:2             | data.train (FILE) cannot be read: For input string: "x"
            a.libsvm    | 0 1:1;1 3:2 2:5         | data.train (FILE) cannot be read: indices should be one-based and in \
            ascending order; found current=1, previous=2; line="1 3:2 2:5"
            a.libsvm    | ~~                      | data.train has no rows
            a.parquet   | a,label;1,0;            | data.train (FILE) cannot be read: file:FILE is not a Parquet file. \
            Expected magic number at tail, but found [49, 44, 48, 10]
            a.orc       | this is text, not ORC   | data.train (FILE) cannot be read: Malformed ORC file file:FILE. \
            Invalid postscript.
            a.orc       | ~~                      | data.train (FILE) has no columns: none of its files defines any
            a.csv       | ~~                      | data.train has no columns: it is empty
            a.json      | ~~                      | data.train has no columns: it is empty
            a.json      | {"label": 1};{"label":; | data.train: row 2 of a.json: must be a JSON object, on one line or \
            with options: {multiLine: true}, but is {"label":
            a.json      | [{"label": 1},;{"label": 2}]; | data.train: row 1 of a.json: must be a JSON object, on one line \
            or with options: {multiLine: true}, but is [{"label": 1},
            a.json      | label;1;                | data.train (FILE) must have a JSON object per line, or \
            options: {multiLine: true}, but has other text
            a.csv.gz    | a,label;1,0             | data.train (FILE) cannot be read: it is not a gzip file, or has bytes \
            after its end
            """)
    void aFileThatIsNotWhatItsNameSays(String name, String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text.replace(";", "\n"));
        assertEquals(message.replace("FILE", file.toString()), refusal(file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hdfs://nosuchhost.invalid/x.csv | cannot be read: UnknownHostException nosuchhost.invalid
            nosuch://x/x.csv                | cannot be read: No FileSystem for scheme "nosuch"
            a:b.csv                         | has a name with a colon, which Hadoop cannot read: a:b.csv; rename it
            [a.csv                          | cannot be read: error parsing regexp: Unclosed character class at pos 6: \
            `[a.csv`
            """)
    void aPathThatLeadsNowhere(String path, String message) {
        assertEquals("data.train (" + path + ") " + message, refusal("\"" + path + "\""));
    }

    @Test
    void aReaderThatSparkDoesNotHave() {
        Path file = Table.of("a,label", "1,0").csv(folder.resolve("a.csv"));
        assertEquals(
                "data.train (" + file
                        + ") cannot be read: [DATA_SOURCE_NOT_FOUND] Failed to find the data source: nosuch."
                        + " Make sure the provider name is correct and the package is properly registered and compatible"
                        + " with your Spark version.",
                refusal(file + ", format: nosuch"));
    }

    @Test
    void aFolderWithoutFiles() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("a.parquet"));
        assertEquals(
                "data.train (" + empty + ") has no columns: none of its files defines any", refusal(empty.toString()));
    }

    @Test
    void theFileInAFolderIsNamed() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many.csv"));
        try (var out = new GZIPOutputStream(Files.newOutputStream(many.resolve("1.csv.gz")))) {
            out.write("a,label\n1,0\n2,1\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(many.resolve("2.csv.gz"), "a,label\n1,0\n2,1\n");
        assertEquals(
                "data.train (" + many + ") cannot be read: file://" + many
                        + "/2.csv.gz: it is not a gzip file, or has bytes after its end",
                refusal(many.toString()));
    }

    /** Spark would take the second file's cells for the first one's columns. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a,b,label|b,a,label", "a,b,label|a,b,c,label"})
    void filesWithDifferentHeaders(String one, String other) throws IOException {
        Path many = Files.createDirectory(folder.resolve("many.csv"));
        Files.writeString(many.resolve("1.csv"), one + "\n1,2,0\n");
        Files.writeString(many.resolve("2.csv"), other + "\n3,4,1" + (other.contains("c") ? ",0\n" : "\n"));
        String message = refusal(many.toString());
        // Which of the two Spark takes for the first is its own choice.
        assertTrue(
                message.matches("data.train: row 1 of [12].csv: is the header, which must be .* as in other files but"
                        + " is .*"),
                message);
    }

    /** What looks odd and yet can be read. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            \uFEFFa,label;1,0;2,1;       | a
            a,label^;1,0^;2,1^;          | a
            a, label ; 1 , 0;2,1         | a
            a,label;1,0;;2,1;;           | a
            """)
    void oddFilesOfCsv(String text, String features) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.csv"), text.replace(";", "\n").replace("^", "\r"));
        try (TrainingData data = Loaded.data(plan(file.toString()))) {
            assertEquals(List.of(features.split(" ")), data.features());
            assertEquals(2, data.train().rows());
        }
    }

    private static String refusal(String path) {
        return assertThrows(DataException.class, () -> Loaded.data(plan(path)).close())
                .getMessage();
    }

    private static String plan(String path) {
        return "data: {train: {path: " + path + "}, label: label}\nloss: cross_entropy";
    }
}
