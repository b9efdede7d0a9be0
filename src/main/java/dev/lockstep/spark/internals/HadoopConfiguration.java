package dev.lockstep.spark.internals;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's configuration without a Spark session. */
public final class HadoopConfiguration {

    private HadoopConfiguration() {}

    /** With the {@code spark.hadoop.*} settings of this process. */
    public static Configuration current() {
        return SparkHadoopUtil.get().conf();
    }
}
