package dev.lockstep.spark.internals;

import org.apache.spark.SparkEnv;

/** The executor process of a task. */
public final class ThisProcess {

    private ThisProcess() {}

    /** Host and port; {@code ?} outside Spark. */
    public static String address() {
        return SparkEnv.get() == null
                ? "?"
                : SparkEnv.get().blockManager().blockManagerId().hostPort();
    }
}
