package dev.lockstep.testing;

import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM: local, two cores. Nobody stops it. */
public final class LocalSpark {

    private static final String PARALLELISM = "spark.default.parallelism";
    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config(
                    "spark.sql.warehouse.dir",
                    Project.ownFolder("test-warehouse").toUri().toString())
            .getOrCreate();

    private LocalSpark() {}

    public static SparkSession session() {
        return SESSION;
    }

    public static JavaSparkContext context() {
        return new JavaSparkContext(SESSION.sparkContext());
    }

    /** Runs something as on a cluster of that many slots, as far as the number of partitions goes. */
    public static <T> T onSlots(int slots, Supplier<T> work) {
        SparkConf conf = SESSION.sparkContext().conf();
        conf.set(PARALLELISM, Integer.toString(slots));
        try {
            return work.get();
        } finally {
            conf.remove(PARALLELISM);
        }
    }
}
