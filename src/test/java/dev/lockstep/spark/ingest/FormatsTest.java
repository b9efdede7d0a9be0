package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cell has one value in all formats, and in all types that hold it. */
class FormatsTest {

    private static final String VALUES = "SELECT * FROM VALUES"
            + " (0.1f, 0.1D, 0.10BD, 1, 9007199254740993L, true, 1.5f, date '2024-01-01', 1.1f, '0'),"
            + " (-1.1f, 1e-7D, 2.50BD, -2, 3L, false, 2.0f, date '2024-01-02', 0.3f, '1'),"
            + " (16777217.0f, 1e30D, 0.00BD, 3, 4L, true, 1.5f, date '2024-01-01', 2.0f, '1')"
            + " AS t(f, d, e, i, l, b, c, day, w, s)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label: f, weight: w}\nloss: mse",
                "label: e, weight: w}\nloss: mse",
                "label: l}\nloss: cross_entropy",
                "label: b, weight: w}\nloss: hinge",
                "label: s}\nloss: cross_entropy",
                "label: day}\nloss: cross_entropy"
            })
    void theFormatDoesNotMatter(String keys) {
        boolean dates = keys.contains("label: day");
        String label = keys.substring("label: ".length(), "label: ".length() + 1);
        Dataset<Row> rows = LocalSpark.session().sql(VALUES);
        Dataset<Row> written =
                dates ? rows.withColumn("day", Table.column("day").cast("string")) : rows;
        String plan =
                ", scale: none, categorical: [" + (dates ? "c" : "c, day") + "], " + keys + "\ntraining: {shards: 2}";
        written.write().parquet(folder + "/a.parquet");
        try (TrainingData parquet = Loaded.data("data: {train: " + folder + "/a.parquet" + plan)) {
            assertTrue(parquet.features().containsAll(List.of("c=1.5", "c=2")), parquet.features()::toString);
            for (String format : List.of("csv", "json", "orc")) {
                written.write().format(format).option("header", true).save(folder + "/a." + format);
                try (TrainingData other = Loaded.data("data: {train: " + folder + "/a." + format + plan)) {
                    assertEquals(parquet.features(), other.features(), format + label);
                    assertEquals(parquet.labels().classes(), other.labels().classes(), format);
                    assertArrayEquals(
                            parquet.train().fingerprints(), other.train().fingerprints(), format);
                }
            }
        }
    }

    @Test
    void theTypeDoesNotMatter() {
        List<String> types = List.of("string", "float", "double", "decimal(9,3)");
        String plan =
                ", scale: none, categorical: [c], weight: w, label: y}\nloss: cross_entropy\ntraining: {shards: 2}";
        Dataset<Row> rows = LocalSpark.session()
                .sql("SELECT * FROM VALUES ('0.1', '1.0', '0.3', '0'), ('2.25', '2', '1', '1'), ('-7', '1', '2', '1')"
                        + " AS t(a, c, w, y)");
        long[] expected = null;
        for (String type : types) {
            Dataset<Row> typed = rows;
            for (String column : rows.columns()) {
                typed = typed.withColumn(column, Table.column(column).cast(type));
            }
            typed.createOrReplaceTempView("typed_cells");
            try (TrainingData data = Loaded.data("data: {train: {path: typed_cells, format: table}" + plan)) {
                expected = expected == null ? data.train().fingerprints() : expected;
                assertEquals(List.of("a", "c=1", "c=2"), data.features());
                assertEquals(List.of("0", "1"), data.labels().classes());
                assertArrayEquals(expected, data.train().fingerprints(), type);
            }
        }
    }
}
