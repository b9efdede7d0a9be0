package dev.lockstep.spark.internals;

import org.apache.spark.SparkThrowable;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.ReadWriteUtils;
import org.apache.spark.sql.SparkSession;

/** What differs between Spark 3.5 and Spark 4, which have a class of this name each: the one for Spark 4. */
final class LineApi {

    static final Artifact ARTIFACT = Artifact.SPARK4;

    private LineApi() {}

    static String condition(SparkThrowable error) {
        return error.getCondition();
    }

    /** Whether Spark Connect saves or loads a model of its cache. */
    static boolean isOnDriversDisk() {
        try {
            return Boolean.TRUE.equals(ReadWriteUtils.localSavingModeState().get());
        } catch (LinkageError e) {
            // Before Spark 4.1 there is no such cache on disk.
            return false;
        }
    }

    static void saveMetadata(Params instance, String path, SparkSession session) {
        DefaultParamsWriter.saveMetadata(instance, path, session);
    }

    static DefaultParamsReader.Metadata loadMetadata(String path, SparkSession session, String type) {
        return DefaultParamsReader.loadMetadata(path, session, type);
    }
}
