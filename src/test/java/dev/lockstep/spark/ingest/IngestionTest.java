package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Labels;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows alone decide what is in which shard: not files, formats, partitions or the order of reading. */
class IngestionTest {

    private static final Table TABLE = Table.clusters(200, 3, 3);
    private static final long[] EXPECTED =
            Loaded.fingerprints(TABLE, 5, Labels.ofClasses(List.of("0", "1", "2")), Scaling.none(3));

    @TempDir
    Path folder;

    /** The ways to store one table. */
    enum Layout {
        ONE_CSV_FILE {
            @Override
            String write(Path to) {
                return "{path: " + TABLE.csv(to.resolve("a.csv")) + "}";
            }
        },
        SEVEN_SHUFFLED_CSV_FILES {
            @Override
            String write(Path to) {
                return "{path: " + TABLE.shuffled(1).csv(to.resolve("many"), 7) + ", format: csv}";
            }
        },
        FILES_BY_A_PATTERN_SOME_WITHOUT_ROWS {
            @Override
            String write(Path to) {
                new Table(TABLE.columns(), List.of()).csv(to.resolve("empty"), 2);
                Path many = TABLE.shuffled(2).csv(to.resolve("many"), 3);
                new Table(TABLE.columns(), List.of()).csv(many.resolve("part-9.csv"));
                return "{path: \"" + many + "/*.csv\"}";
            }
        },
        OTHER_SPELLINGS_OF_NUMBERS {
            @Override
            String write(Path to) {
                return "{path: " + other().csv(to.resolve("a.csv")) + "}";
            }

            private Table other() {
                List<List<String>> rows = new ArrayList<>();
                for (List<String> row : TABLE.rows()) {
                    rows.add(List.of(row.get(0) + "e0", " " + row.get(1) + " ", row.get(2) + "00", row.get(3) + ".0"));
                }
                return new Table(TABLE.columns(), rows);
            }
        },
        PARQUET {
            @Override
            String write(Path to) {
                TABLE.dataset().write().parquet(to + "/a.parquet");
                return "{path: " + to + "/a.parquet}";
            }
        },
        JSON {
            @Override
            String write(Path to) {
                TABLE.shuffled(3).dataset().repartition(2).write().json(to + "/a.json");
                return "{path: " + to + "/a.json}";
            }
        },
        ORC {
            @Override
            String write(Path to) {
                TABLE.shuffled(4).dataset().repartition(3).write().orc(to + "/a.orc");
                return "{path: " + to + "/a.orc}";
            }
        },
        A_VIEW_OF_ONE_PARTITION {
            @Override
            String write(Path to) {
                TABLE.dataset().coalesce(1).createOrReplaceTempView("one_partition");
                return "{path: one_partition, format: table}";
            }
        },
        A_VIEW_OF_13_PARTITIONS_MOST_OF_THEM_EMPTY {
            @Override
            String write(Path to) {
                TABLE.dataset()
                        .repartition(13, org.apache.spark.sql.functions.col("y"))
                        .createOrReplaceTempView("many_partitions");
                return "{path: many_partitions, format: table}";
            }
        },
        A_SAVED_TABLE {
            @Override
            String write(Path to) {
                TABLE.dataset().write().option("path", to + "/saved").saveAsTable("saved_rows");
                return "{path: saved_rows, format: table}";
            }
        };

        abstract String write(Path to);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void howRowsAreStoredDoesNotMatter(Layout layout) {
        try (TrainingData data = load(layout.write(folder), "loss: cross_entropy", 5, 2)) {
            assertArrayEquals(EXPECTED, data.train().fingerprints());
            assertEquals(List.of("x0", "x1", "x2"), data.features());
        } finally {
            LocalSpark.session().sql("DROP TABLE IF EXISTS saved_rows");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 13})
    void theNumberOfPartitionsDoesNotMatter(int slots) {
        try (TrainingData data = load(TABLE.csv(folder.resolve("a.csv")).toString(), "loss: cross_entropy", 5, slots)) {
            assertEquals(Math.min(5, slots), data.train().partitionCount());
            assertArrayEquals(EXPECTED, data.train().fingerprints());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "cross_entropy"})
    void minusZeroIsZero(String loss) {
        Table plain = Table.of("a,b,y", "0,1,0", "2,0,1", "0,0,3", "1,0,0");
        Table minus = Table.of("a,b,y", "0.0,1,-0.0", "2,-0.0,1", "-0,-0.0,3", "1,-0e5,-0");
        minus.dataset().createOrReplaceTempView("minus_zeros");
        long[] expected = fingerprints(plain.csv(folder.resolve("plain.csv")).toString(), loss);
        assertArrayEquals(
                expected, fingerprints(minus.csv(folder.resolve("minus.csv")).toString(), loss));
        assertArrayEquals(expected, fingerprints("{path: minus_zeros, format: table}", loss));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 64})
    void shardsHaveTheSizesOfTheLayout(int shards) {
        Table table = Table.clusters(40, 1, 2);
        try (TrainingData data =
                load(table.csv(folder.resolve("a.csv")).toString(), "loss: cross_entropy", shards, 3)) {
            List<Shard> found = Loaded.shards(data.train());
            assertEquals(shards, found.size());
            int rows = 0;
            for (Shard shard : found) {
                assertEquals(40 / shards + (shard.index() < 40 % shards ? 1 : 0), shard.rows());
                rows += shard.rows();
            }
            assertEquals(40, rows);
            assertEquals(40, data.train().rows());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8})
    void cutsWithinEqualRowsAreExact(int slots) {
        List<List<String>> rows = new ArrayList<>(Collections.nCopies(10_000, List.of("1.5", "0", "2")));
        rows.addAll(Collections.nCopies(700, List.of("-1", "3", "1")));
        IntStream.range(0, 33).forEach(i -> rows.add(List.of("0." + i, "7", "3")));
        Table table = new Table(List.of("a", "b", "y"), rows).shuffled(5);
        try (TrainingData data = load(table.csv(folder.resolve("a"), 3) + "/*.csv", "loss: mse", 8, slots)) {
            assertArrayEquals(
                    Loaded.fingerprints(table, 8, Labels.ofNumbers(), Scaling.none(2)),
                    data.train().fingerprints());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aFewRowsLeaveTheLastShardsEmpty(int slots) {
        Table table = Table.of("a,y", "1,0", "2,1", "3,5");
        try (TrainingData data = load(table.csv(folder.resolve("a.csv")).toString(), "loss: mse", 8, slots)) {
            assertArrayEquals(
                    Loaded.fingerprints(table, 8, Labels.ofNumbers(), Scaling.none(1)),
                    data.train().fingerprints());
            assertEquals(
                    List.of(1, 1, 1, 0, 0, 0, 0, 0),
                    Loaded.shards(data.train()).stream().map(Shard::rows).toList());
        }
    }

    @Test
    void packedRowsCostTheirFloats() {
        try (TrainingData data = Loaded.data("data: {train: " + Project.path("data", "digits", "train.csv")
                + ", label: digit}\nloss: cross_entropy")) {
            long bytes = data.train().partitions().collect().stream()
                    .mapToLong(SizeEstimator::estimate)
                    .sum();
            long floats = 4L * 65 * data.train().rows();
            assertTrue(bytes <= 1.1 * floats, bytes + " bytes for " + floats + " bytes of floats");
        }
    }

    private static long[] fingerprints(String source, String loss) {
        try (TrainingData data = load(source, "loss: " + loss, 2, 2)) {
            return data.train().fingerprints();
        }
    }

    private static TrainingData load(String source, String loss, int shards, int slots) {
        String plan = String.join(
                "\n",
                "data: {train: " + source + ", label: y, scale: none}",
                loss,
                "training: {shards: " + shards + "}");
        return LocalSpark.onSlots(slots, () -> Loaded.data(plan));
    }
}
