package dev.lockstep.spark.internals;

import org.apache.spark.SparkEnv;

/** The process of a task, as Spark knows it. */
public final class ThisProcess {

    private ThisProcess() {}

    /** Host and port; {@code ?} outside Spark. */
    public static String address() {
        return SparkEnv.get() == null
                ? "?"
                : SparkEnv.get().blockManager().blockManagerId().hostPort();
    }
}
