package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Rounds;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How fast a model predicts rows, all its columns, which nobody keeps.
 *
 * @param rows cached
 */
public record TransformSpeed(Transformer model, Dataset<Row> rows, long count) implements Rounds.Measurement {

    @Override
    public Map<String, Double> take() {
        long start = System.nanoTime();
        model.transform(rows).write().format("noop").mode("overwrite").save();
        return Map.of("rowsPerSecond", count / ((System.nanoTime() - start) / 1e9));
    }
}
