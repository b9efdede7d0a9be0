package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of folders with partitions all rows and all columns are read, or it is said which are not. */
class PartitionFoldersTest {

    private static final String ROWS = "a,y\n1,0\n2,1\n";

    @TempDir
    Path folder;

    private record Input(String claim, Map<String, String> files, String source, int code, String words) {

        @Override
        public String toString() {
            return claim;
        }
    }

    static Stream<Input> inputs() {
        return Stream.of(
                new Input(
                        "partitions are read",
                        Map.of("d/day=1/x.csv", ROWS, "d/day=2/x.csv", ROWS),
                        "{path: %s/d, format: csv}",
                        0,
                        "4 rows × 2 features"),
                new Input(
                        "a file beside partitions",
                        Map.of("d/x.csv", ROWS, "d/day=1/x.csv", ROWS),
                        "{path: %s/d, format: csv}",
                        3,
                        "has files beside the partition folders day=1, which are not read with them: x.csv; move them"
                                + " into a partition folder, or set options: {recursiveFileLookup: true}"),
                new Input(
                        "all files without partitions",
                        Map.of("d/x.csv", ROWS, "d/day=1/x.csv", ROWS),
                        "{path: %s/d, format: csv, options: {recursiveFileLookup: true}}",
                        0,
                        "4 rows × 1 features"),
                new Input(
                        "a column of csv that is a partition, too",
                        Map.of("d/a=1/x.csv", ROWS, "d/a=3/x.csv", ROWS),
                        "{path: %s/d, format: csv}",
                        3,
                        "has the column a twice, in the files and as the partition folders a=...; rename one of them"),
                new Input(
                        "the label of json that is a partition, too",
                        Map.of(
                                "d/b=1/y=0/x.json",
                                "{\"a\": 1, \"y\": 1}\n",
                                "d/b=1/y=1/x.json",
                                "{\"a\": 2, \"y\": 0}\n"),
                        "{path: %s/d, format: json}",
                        3,
                        "has the column y twice"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void allIsReadOrItIsSaid(Input input) throws IOException {
        for (Map.Entry<String, String> file : input.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        String source = String.format(input.source(), folder);
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "data: {train: " + source
                        + ", label: y}\nloss: cross_entropy\ntraining: {epochs: 1, shards: 2}\noutput: "
                        + folder.resolve("run") + "\n");
        Script.Result result = InProcess.run("train", plan.toString());
        assertEquals(input.code(), result.code(), result.toString());
        assertTrue((result.out() + result.err()).contains(input.words()), result.toString());
    }
}
