package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that are written, the second time in place of the first; all else is as it was. */
class AcceptedOutputTest {

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        folder = temporary.toRealPath();
        Places.in(folder);
    }

    /** Commands; what is written has to be the last word. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "predict $/run --data $/rows.csv --output file:$/new.csv/",
                "predict $/run --data $/rows.csv --output-format json --output $/new folder/deeper/new",
                "predict $/run --data $/row*.csv --output $/rows.parquet",
                "evaluate $/run-link --data $/rows.csv --output $/run/measured.json",
                "export $/run --format onnx --output $/new.onnx",
                "export $/run --format onnx --output file:$/run/run.onnx",
            })
    void onlyTheOutputChanges(String words) throws IOException {
        Map<String, String> before = Snapshot.of(folder);
        String[] command = words.replace("--output ", "--output\n").split("\n");
        String[] arguments = Stream.concat(Stream.of(command[0].split(" ")), Stream.of(command[1]))
                .map(word -> word.replace("$", folder.toString()))
                .toArray(String[]::new);
        String output = command[1].replaceAll("^(file:)?\\$/|/$", "");
        assertDone(InProcess.run(arguments));
        assertOnlyThere(before, output);
        String[] again =
                Stream.concat(Stream.of(arguments), Stream.of("--overwrite")).toArray(String[]::new);
        assertEquals(2, InProcess.run(arguments).code());
        assertDone(InProcess.run(again));
        assertOnlyThere(before, output);
    }

    private static void assertDone(Script.Result result) {
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    private void assertOnlyThere(Map<String, String> before, String output) throws IOException {
        Map<String, String> after = Snapshot.of(folder);
        Set<String> added = after.keySet().stream()
                .filter(path -> before.containsKey(path) || !path.startsWith(output) && !output.startsWith(path + "/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(before.keySet(), added);
        before.forEach((path, content) -> assertEquals(content, after.get(path), path));
        assertTrue(Files.exists(folder.resolve(output)), output);
    }
}
