package dev.lockstep.benchmark.measurement;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;

/** What this process and the cluster hold, in MiB. */
public final class Memory {

    private static final double MEBIBYTE = 1 << 20;

    private Memory() {}

    /** What is alive on this process's heap, after a full garbage collection. */
    public static double live() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
    }

    /** What Spark keeps of the rows under a name, in memory. */
    public static double cached(JavaSparkContext context, String name) {
        return Arrays.stream(context.sc().getRDDStorageInfo())
                        .filter(info -> info.name().equals(name))
                        .mapToLong(RDDInfo::memSize)
                        .sum()
                / MEBIBYTE;
    }
}
