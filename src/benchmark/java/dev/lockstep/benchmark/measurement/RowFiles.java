package dev.lockstep.benchmark.measurement;

import dev.lockstep.math.RandomStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Files of rows to read: a table of numbers, and vectors of which nearly all elements are 0. */
public record RowFiles(SparkSession session, Path folder, int rows) {

    private static final int COLUMNS = 50;
    private static final int CLASSES = 10;
    /** The elements of a sparse vector, and how many are not 0. */
    public static final int WIDTH = 100_000;

    private static final int NON_ZERO = 20;

    /** What a file holds, and how it is written. */
    public enum Kind {
        CSV,
        PARQUET,
        LIBSVM,
        /** A column of vectors. */
        VECTORS;

        /** Whether rows are sparse. */
        public boolean isSparse() {
            return this == LIBSVM || this == VECTORS;
        }

        /** The name of Spark's reader. */
        public String format() {
            return this == VECTORS ? "parquet" : name().toLowerCase(Locale.ROOT);
        }

        String title(int rows) {
            return String.format(
                    Locale.ROOT,
                    "%,d × %,d%s, %s",
                    rows,
                    isSparse() ? WIDTH : COLUMNS,
                    isSparse() ? " sparse" : "",
                    this == VECTORS ? "parquet" : format());
        }
    }

    public String title(Kind kind) {
        return kind.title(rows);
    }

    /** The names of a table's features. */
    public static List<String> columns() {
        return IntStream.range(0, COLUMNS).mapToObj(i -> "x" + i).toList();
    }

    /** The types of a table's columns. */
    public static StructType schema() {
        StructType schema = new StructType().add("label", DataTypes.IntegerType);
        for (String column : columns()) {
            schema = schema.add(column, DataTypes.DoubleType);
        }
        return schema;
    }

    /** Writes a folder of files. */
    public Path write(Kind kind) {
        Path to = folder.resolve("rows-" + kind.name().toLowerCase(Locale.ROOT));
        JavaRDD<Long> numbers = session.range(0, rows, 1, session.sparkContext().defaultParallelism())
                .javaRDD();
        switch (kind) {
            case CSV ->
                session.createDataFrame(numbers.map(RowFiles::dense), schema())
                        .write()
                        .option("header", true)
                        .csv(to.toString());
            case PARQUET ->
                session.createDataFrame(numbers.map(RowFiles::dense), schema())
                        .write()
                        .parquet(to.toString());
            case LIBSVM ->
                session.createDataset(numbers.map(RowFiles::line).rdd(), Encoders.STRING())
                        .write()
                        .text(to.toString());
            case VECTORS ->
                session.createDataFrame(
                                numbers.map(number -> RowFactory.create(label(number), sparse(number))),
                                new StructType()
                                        .add("label", DataTypes.IntegerType)
                                        .add("features", new VectorUDT()))
                        .write()
                        .parquet(to.toString());
        }
        return to;
    }

    private static RandomStream random(long number) {
        return RandomStream.of(1, RandomStream.Purpose.CANARY, number);
    }

    private static int label(long number) {
        return (int) (number % CLASSES);
    }

    /** Numbers in [0, 1) with seven digits, as measurements have. */
    private static Row dense(long number) {
        RandomStream random = random(number);
        List<Object> cells = new ArrayList<>(COLUMNS + 1);
        cells.add(label(number));
        for (int i = 0; i < COLUMNS; i++) {
            cells.add((random.bits(i) >>> 41) % 10_000_000 / 1e7);
        }
        return RowFactory.create(cells.toArray());
    }

    private static Vector sparse(long number) {
        RandomStream random = random(number);
        int[] indices = IntStream.range(0, NON_ZERO)
                .map(i -> (int) ((random.bits(i) >>> 1) % WIDTH))
                .distinct()
                .sorted()
                .toArray();
        double[] values = IntStream.of(indices).mapToDouble(i -> 1 + i % 9).toArray();
        return Vectors.sparse(WIDTH, indices, values);
    }

    private static String line(long number) {
        Vector features = sparse(number);
        int[] indices = features.toSparse().indices();
        return label(number) + " "
                + IntStream.of(indices)
                        .mapToObj(i -> (i + 1) + ":" + (1 + i % 9))
                        .collect(Collectors.joining(" "));
    }
}
