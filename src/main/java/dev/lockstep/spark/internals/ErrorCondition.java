package dev.lockstep.spark.internals;

import org.apache.spark.SparkThrowable;

/** The name that Spark gives to a kind of error. */
public final class ErrorCondition {

    private ErrorCondition() {}

    /** Such as {@code FAILED_READ_FILE.NO_HINT}; empty if there is none. */
    public static String of(Throwable error) {
        String condition = error instanceof SparkThrowable named ? LineApi.condition(named) : null;
        return condition == null ? "" : condition;
    }
}
