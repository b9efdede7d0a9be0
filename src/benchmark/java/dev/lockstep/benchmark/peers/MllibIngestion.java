package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.RowFiles;
import dev.lockstep.benchmark.measurement.RowFiles.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** How MLlib's users bring files into a form to train on: read, assembled, standardized, cached and counted. */
public record MllibIngestion(SparkSession session, Kind kind, Path path, int rows) {

    /** @param typed whether the types of the columns are given, not inferred in a pass over the files */
    public Map<String, Double> take(boolean typed) {
        System.gc();
        long start = System.nanoTime();
        Dataset<Row> read = read(typed);
        Dataset<Row> assembled = kind.isSparse()
                ? read
                : new VectorAssembler()
                        .setInputCols(RowFiles.columns().toArray(String[]::new))
                        .setOutputCol("features")
                        .transform(read);
        Dataset<Row> scaled = new StandardScaler()
                .setWithMean(!kind.isSparse())
                .setInputCol("features")
                .setOutputCol("scaled")
                .fit(assembled)
                .transform(assembled)
                .select("label", "scaled")
                .cache();
        long count = scaled.count();
        double seconds = (System.nanoTime() - start) / 1e9;
        scaled.unpersist(true);
        if (count != rows) {
            throw new IllegalStateException(path + " has " + count + " rows instead of " + rows);
        }
        return Map.of("rowsPerSecond", rows / seconds);
    }

    private Dataset<Row> read(boolean typed) {
        DataFrameReader reader = session.read();
        switch (kind) {
            case CSV -> reader.option("header", true).option("inferSchema", !typed);
            case LIBSVM -> reader.option("numFeatures", RowFiles.WIDTH);
            case PARQUET, VECTORS -> {}
        }
        return (typed ? reader.schema(RowFiles.schema()) : reader)
                .format(kind.format())
                .load(path.toString());
    }
}
