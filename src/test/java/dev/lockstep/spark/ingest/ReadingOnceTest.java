package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

/** However often its rows are looked at, a source is read once, and nothing is kept of it afterwards. */
class ReadingOnceTest {

    private static final int ROWS = 60;
    private final SparkSession session = LocalSpark.session();

    @Test
    void everySourceIsReadOnce() {
        LongAccumulator train = counted("counted_train");
        LongAccumulator validation = counted("counted_validation");
        LongAccumulator test = counted("counted_test");
        JavaSparkContext context = LocalSpark.context();
        int kept = context.getPersistentRDDs().size();
        boolean nothingCached = session.sharedState().cacheManager().isEmpty();
        try (TrainingData data = Loaded.data("""
                data:
                  train: {path: counted_train, format: table}
                  validation: {path: counted_validation, format: table}
                  test: {path: counted_test, format: table}
                  label: y
                  features: [x]
                  categorical: [x]
                  missing: mean
                loss: cross_entropy
                training: {shards: 2}
                """)) {
            assertEquals(ROWS, data.train().rows());
            assertEquals(ROWS, data.test().orElseThrow().rows());
            assertEquals(ROWS, train.value());
            assertEquals(ROWS, validation.value());
            assertEquals(ROWS, test.value());
            assertEquals(kept + 3, context.getPersistentRDDs().size());
        }
        assertEquals(kept, context.getPersistentRDDs().size());
        assertEquals(nothingCached, session.sharedState().cacheManager().isEmpty());
    }

    @Test
    void heldOutRowsAreReadWithTheOthers() {
        LongAccumulator train = counted("counted_rows");
        try (TrainingData data = Loaded.data("""
                data:
                  train: {path: counted_rows, format: table}
                  validation: {fraction: 0.2}
                  label: y
                  features: [x]
                loss: cross_entropy
                training: {shards: 2}
                """)) {
            assertEquals(
                    ROWS, data.train().rows() + data.validation().orElseThrow().rows());
            assertEquals(ROWS, train.value());
        }
    }

    /** A view that counts how often one of its rows is made. */
    private LongAccumulator counted(String name) {
        LongAccumulator made = session.sparkContext().longAccumulator(name);
        UDF1<Long, Double> counting = id -> {
            made.add(1);
            return id * 0.5;
        };
        session.range(0, ROWS, 1, 3)
                .select(
                        functions
                                .udf(counting, DataTypes.DoubleType)
                                .asNondeterministic()
                                .apply(functions.col("id"))
                                .as("x"),
                        functions.col("id").mod(2).as("y"))
                .createOrReplaceTempView(name);
        return made;
    }
}
