package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutRowsTest {

    private static final int CLASSES = 3;

    @TempDir
    Path folder;

    /** Groups of 1 to 16 equal rows, which differ in a column that is no feature. */
    private String rows() {
        StringBuilder rows = new StringBuilder("x,city,y,id\n");
        for (int i = 0; i < 240; i++) {
            int group = (int) Math.sqrt(i);
            rows.append(
                    String.format("%d,%s,%s,%d%n", group * 7 % 5, "abc".charAt(group % 3), "uvw".charAt(group % 3), i));
        }
        return rows.toString();
    }

    @ParameterizedTest
    @CsvSource({"validation, 0.1", "validation, 0.4", "validation, 0.5", "test, 0.1", "test, 0.4", "test, 0.5"})
    void areThoseOfTheTraining(String part, double fraction) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rows());
        RunPlan plan = Plans.of("""
                data: {train: %s, label: y, features: [x, city], categorical: city, %s: {fraction: %s}}
                loss: cross_entropy
                """.formatted(file, part, fraction));
        SparkSession session = LocalSpark.session();
        try (TrainingData data = TrainingData.load(session, plan.data(), plan.training())) {
            TrainingData.Prepared prepared =
                    new TrainingData.Prepared(data.encoder(), data.labels(), data.inputScaling(), data.labelScaling());
            try (TrainingData again = TrainingData.like(
                    session,
                    HeldOutRows.of(session, plan.data(), plan.training(), prepared),
                    plan.data().rows(),
                    plan.training(),
                    prepared)) {
                Optional<ShardedRows> held = part.equals("test") ? data.test() : data.validation();
                assertEquals(held.orElseThrow().rows(), again.train().rows());
                assertArrayEquals(
                        held.orElseThrow().classTotals(CLASSES), again.train().classTotals(CLASSES));
                assertEquals(
                        held.orElseThrow().fingerprints().length, again.train().fingerprints().length);
                assertArrayEquals(
                        held.orElseThrow().fingerprints(), again.train().fingerprints());
            }
        }
    }
}
