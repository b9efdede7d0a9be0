package dev.lockstep.spark.internals;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's configuration where there is no Spark session. */
public final class HadoopConfiguration {

    private HadoopConfiguration() {}

    /** With what {@code spark.hadoop.*} settings of this process say. */
    public static Configuration current() {
        return SparkHadoopUtil.get().conf();
    }
}
