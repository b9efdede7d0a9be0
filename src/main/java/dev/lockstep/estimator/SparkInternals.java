package dev.lockstep.estimator;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MetadataUtils$;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/** All that this room needs of Spark ML's private parts: saved params, and the number of classes a column says it has. */
final class SparkInternals {

    private SparkInternals() {}

    /** Writes uid, class and params under {@code path/metadata}. */
    static void saveMetadata(Params instance, String path, SparkSession session) {
        DefaultParamsWriter.saveMetadata(instance, path, session);
    }

    /** What {@link #saveMetadata} wrote. */
    record Metadata(DefaultParamsReader.Metadata read) {

        String uid() {
            return read.uid();
        }

        void setParams(Params instance) {
            read.getAndSetParams(instance, Option.empty());
        }
    }

    /** What reads an Estimator that was saved with its params alone. */
    static <T> MLReader<T> reader() {
        return new DefaultParamsReader<>();
    }

    static Metadata loadMetadata(String path, SparkSession session, Class<?> type) {
        return new Metadata(DefaultParamsReader.loadMetadata(path, session, type.getName()));
    }

    static PipelineModel pipeline(String uid, List<Transformer> stages) {
        return new PipelineModel(uid, stages);
    }

    /** How many classes a column's metadata has, if it says. */
    static Optional<Integer> classes(StructField column) {
        Option<Object> classes = MetadataUtils$.MODULE$.getNumClasses(column);
        return classes.isDefined() ? Optional.of((Integer) classes.get()) : Optional.empty();
    }
}
