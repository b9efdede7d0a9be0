package dev.lockstep.spark.internals;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MetadataUtils$;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * All that this room needs of Spark ML's private parts: saved params, and the number of classes a column says it has.
 */
public final class SparkInternals {

    private SparkInternals() {}

    /** Writes uid, class and params under {@code path/metadata}. */
    public static void saveMetadata(Params instance, String path, SparkSession session) {
        LineApi.saveMetadata(instance, path, session);
    }

    /** What {@link #saveMetadata} wrote. */
    public record Metadata(DefaultParamsReader.Metadata read) {

        public String uid() {
            return read.uid();
        }

        public void setParams(Params instance) {
            read.getAndSetParams(instance, Option.empty());
        }
    }

    /**
     * Whether Spark Connect saves or loads a model of its cache, on the driver's disk and not on the default file system.
     */
    public static boolean isOnDriversDisk() {
        return LineApi.isOnDriversDisk();
    }

    /** What reads an Estimator that was saved with its params alone. */
    public static <T> MLReader<T> reader() {
        RunningSpark.require();
        return new DefaultParamsReader<>();
    }

    public static Metadata loadMetadata(String path, SparkSession session, Class<?> type) {
        RunningSpark.require();
        return new Metadata(LineApi.loadMetadata(path, session, type.getName()));
    }

    public static PipelineModel pipeline(String uid, List<Transformer> stages) {
        return new PipelineModel(uid, stages);
    }

    /** How many classes a column's metadata has, if it says. */
    public static Optional<Integer> classes(StructField column) {
        Option<Object> classes = MetadataUtils$.MODULE$.getNumClasses(column);
        return classes.isDefined() ? Optional.of((Integer) classes.get()) : Optional.empty();
    }
}
