package dev.lockstep.benchmark.measurement;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows to train on and the network to train: relu, softmax with cross-entropy, Adam, all else by default. */
public record Workload(int rows, int inputs, List<Integer> hidden, int classes) {

    /** The shape of handwritten digits. */
    public static final Workload WIDE = new Workload(60_000, 784, List.of(256, 128), 10);
    /** The shape of a table of measurements. */
    public static final Workload NARROW = new Workload(20_000, 16, List.of(128, 64), 26);

    private static final String PLAN = """
            name: benchmark
            data: {train: {path: train, format: table}, test: {path: test, format: table}, label: label, scale: none}
            network: {hidden: [%s]}
            loss: cross_entropy
            training: {epochs: 1000000}
            output: none
            """;

    public Workload withRows(int fewer) {
        return new Workload(fewer, inputs, hidden, classes);
    }

    /** Whether it has as many inputs as {@link #WIDE}. */
    public boolean isWide() {
        return inputs == WIDE.inputs;
    }

    public String name() {
        return String.format(Locale.ROOT, "%,d × %d", rows, inputs);
    }

    /** The units of all layers, the inputs first. */
    public List<Integer> units() {
        List<Integer> units = new ArrayList<>(List.of(inputs));
        units.addAll(hidden);
        units.add(classes);
        return units;
    }

    /** The same, separated by commas. */
    public String layers() {
        return units().stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** How many numbers are trained. */
    public int parameters() {
        int count = 0;
        for (int i = 1; i < units().size(); i++) {
            count += (units().get(i - 1) + 1) * units().get(i);
        }
        return count;
    }

    /** Additions and multiplications of the matrix products in a gradient of so many rows. */
    public double operations(int ofRows) {
        double count = 0;
        for (int i = 1; i < units().size(); i++) {
            count += (i == 1 ? 4.0 : 6.0) * ofRows * units().get(i) * units().get(i - 1);
        }
        return count;
    }

    /** The plan that trains on the tables of {@link #publish}. */
    public RunPlan plan(Path folder, String... overrides) throws IOException {
        String layers = hidden.stream().map(units -> "{units: " + units + "}").collect(Collectors.joining(", "));
        Path file = Files.writeString(folder.resolve("benchmark.yaml"), String.format(Locale.ROOT, PLAN, layers));
        return PlanFile.read(file.toString(), List.of(overrides));
    }

    /** Makes the rows a table of the session, and others, to judge a model by, one more. */
    public void publish(SparkSession session) {
        table(session, 0, rows).createOrReplaceTempView("train");
        table(session, rows, rows / 6).createOrReplaceTempView("test");
    }

    private Dataset<Row> table(SparkSession session, long from, int count) {
        Teacher teacher = new Teacher(inputs, classes);
        int width = inputs;
        JavaRDD<Row> made = session.range(
                        from, from + count, 1, session.sparkContext().defaultParallelism())
                .javaRDD()
                .map(number -> {
                    float[] values = new float[width + 1];
                    teacher.row(number, values);
                    double[] features = new double[width];
                    for (int i = 0; i < width; i++) {
                        features[i] = values[i];
                    }
                    return RowFactory.create((double) values[width], Vectors.dense(features));
                });
        return session.createDataFrame(made, new StructType(new StructField[] {
            new StructField("label", DataTypes.DoubleType, false, Metadata.empty()),
            new StructField("features", new VectorUDT(), false, Metadata.empty())
        }));
    }

    /** Writes the rows as little-endian floats, the features of each and then its class. */
    public Path write(Path folder) throws IOException {
        Teacher teacher = new Teacher(inputs, classes);
        float[] values = new float[inputs + 1];
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Path file = folder.resolve("rows-" + inputs + ".f32");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int row = 0; row < rows; row++) {
                teacher.row(row, values);
                bytes.clear();
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
            }
        }
        return file;
    }
}
