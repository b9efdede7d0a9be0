package dev.lockstep.spark.internals;

import org.apache.spark.SparkThrowable;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** What differs between Spark 3.5 and Spark 4, which have a class of this name each: the one for Spark 3.5. */
final class LineApi {

    static final Artifact ARTIFACT = Artifact.SPARK3;

    private static final String UNREADABLE_FILE = "_LEGACY_ERROR_TEMP_2064";

    private LineApi() {}

    /** In the words of Spark 4. */
    static String condition(SparkThrowable error) {
        String condition = error.getErrorClass();
        return UNREADABLE_FILE.equals(condition) ? "FAILED_READ_FILE" : condition;
    }

    /** Spark Connect of this line has no models. */
    static boolean isOnDriversDisk() {
        return false;
    }

    static void saveMetadata(Params instance, String path, SparkSession session) {
        DefaultParamsWriter.saveMetadata(instance, path, session.sparkContext(), Option.empty(), Option.empty());
    }

    static DefaultParamsReader.Metadata loadMetadata(String path, SparkSession session, String type) {
        return DefaultParamsReader.loadMetadata(path, session.sparkContext(), type);
    }
}
