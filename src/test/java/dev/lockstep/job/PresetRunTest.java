package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preset: tabular}, with fewer epochs. */
class PresetRunTest {

    @TempDir
    Path folder;

    private Script.Result train(String data, String... options) throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "preset: tabular\ndata: {" + data + "}\nloss: cross_entropy\noutput: " + folder.resolve("run"));
        String[] command = {"train", plan.toString(), "--set", "training.epochs=4", "--set", "math.blas=java"};
        return InProcess.run(Stream.of(command, options).flatMap(Arrays::stream).toArray(String[]::new));
    }

    @Test
    void numbersAreEncodedAndFourNetworksShareTheSteps() throws IOException {
        Path rows = Table.clusters(200, 3, 2).csv(folder.resolve("rows.csv"));
        Script.Result trained = train("train: " + rows + ", label: y");
        assertEquals(0, trained.code(), trained::toString);
        RunFolder run = new RunFolder(folder.resolve("run"));
        // 30 rows are held out; 170 are in 6 steps of 32.
        assertEquals(24, run.json("metrics.json").get("steps").intValue());
        assertEquals(4, run.json("metrics.json").get("members").size());
        assertTrue(Files.readString(folder.resolve("run/plan.yaml")).contains("batchSize: auto"));
        Script.Result again = train("train: " + rows + ", label: y");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("is a finished run, left unchanged"), again::toString);
        Script.Result more = train("train: " + rows + ", label: y", "--set", "training.epochs=5");
        assertEquals(2, more.code(), more::toString);
        assertTrue(more.err().contains("training.epochs was 4 but is 5"), more::toString);
    }

    @Test
    void aTableWithoutNumbersHasNothingToEncode() throws IOException {
        Path rows = Table.clusters(120, 2, 2)
                .select()
                .with(
                        "kind",
                        IntStream.range(0, 120)
                                .mapToObj(i -> "abcd".substring(i % 4, i % 4 + 1))
                                .toList())
                .with(
                        "y",
                        IntStream.range(0, 120)
                                .mapToObj(i -> i % 4 < 2 ? "no" : "yes")
                                .toList())
                .csv(folder.resolve("rows.csv"));
        Script.Result trained = train("train: " + rows + ", label: y, categorical: [kind]");
        assertEquals(0, trained.code(), trained::toString);
        assertEquals(
                1.0,
                new RunFolder(folder.resolve("run"))
                        .json("metrics.json")
                        .get("validation")
                        .get("accuracy")
                        .doubleValue());
    }
}
