package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.catalog.Golden;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of unit length are those of scikit-learn's Normalizer, rounded to floats, dense or sparse. */
class UnitRowsTest {

    private static final List<Golden> CASES = Golden.cases("unit-rows.json");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"dense, none", "sparse, 8"})
    void rowsAreThoseOfScikitLearn(String storage, String divisor) {
        Table table = new Table(
                List.of("a", "b", "c", "d", "e", "y"),
                IntStream.range(0, CASES.size())
                        .mapToObj(row -> Arrays.stream(cells(row)).toList())
                        .toList());
        try (TrainingData data = load(table, "rows: unit, storage: " + storage + ", divideBy: " + divisor)) {
            float[][] found = new float[CASES.size()][];
            for (List<Float> row : Loaded.rows(data.train())) {
                found[row.get(5).intValue()] = floats(row.subList(0, 5));
            }
            for (int row = 0; row < found.length; row++) {
                assertArrayEquals(CASES.get(row).floats("unit"), found[row], 1e-7f);
            }
        }
    }

    private static String[] cells(int row) {
        double[] numbers = Arrays.copyOf(CASES.get(row).numbers("row"), 6);
        numbers[5] = row;
        return Arrays.stream(numbers).mapToObj(Double::toString).toArray(String[]::new);
    }

    private static float[] floats(List<Float> row) {
        float[] floats = new float[row.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = row.get(i) + 0f; // -0 as 0
        }
        return floats;
    }

    /** 3 / 1 and the category 4 / 1 have the length 5 only if the divisor comes first. */
    @Test
    void categoriesCountAndADivisorComesFirst() {
        Table table = Table.of("a,b,c,y", "200,200,u,1", "0,0,v,2");
        float third = (float) (1 / Math.sqrt(3));
        for (String storage : List.of("dense", "sparse")) {
            try (TrainingData data = load(table, "rows: unit, divideBy: 200, categorical: c, storage: " + storage)) {
                assertEquals(
                        Set.of(List.of(third, third, third, 0f, 1f), List.of(0f, 0f, 0f, 1f, 2f)),
                        Set.copyOf(Loaded.rows(data.train())));
            }
        }
    }

    /** The squares are added in the order of the inputs. */
    @Test
    void denseAndSparseRowsHaveTheSameBits() {
        Table table = Table.clusters(200, 6, 3);
        Set<String> rows = List.of("dense", "sparse").stream()
                .map(storage -> {
                    try (TrainingData data = load(table, "rows: unit, storage: " + storage)) {
                        return Loaded.rows(data.train()).toString();
                    }
                })
                .collect(Collectors.toSet());
        assertEquals(1, rows.size());
    }

    private TrainingData load(Table table, String keys) {
        Path file = table.csv(folder.resolve("a.csv"));
        return Loaded.data("data: {train: " + file + ", label: y, " + keys + "}\nloss: mse");
    }
}
