package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import java.time.Duration;

/**
 * How steps reach the executors. It never changes a bit of what is trained.
 *
 * @param residentTimeout how long a staying task may not be heard of
 */
public record EnginePlan(Kind kind, Duration residentTimeout) {

    /** The timeouts that make sense, in seconds: one below would mistake a garbage collection for a lost task. */
    public static final Domain TIMEOUT =
            new Domain("a number of seconds from 1", x -> x >= 1 && x <= Integer.MAX_VALUE);
    /** {@code auto}, with 30 seconds. */
    public static final EnginePlan DEFAULT = new EnginePlan(Kind.AUTO, Duration.ofSeconds(30));

    public static final String RESIDENT = "resident";
    public static final String JOB = "job";

    /** The engines by name. */
    public enum Kind {
        /** Resident where an epoch has several steps, the slots are free and the driver can add all sums up. */
        AUTO,
        /** A Spark job a step. */
        JOB,
        /** Tasks that stay for an epoch. */
        RESIDENT
    }

    public EnginePlan {
        TIMEOUT.check("training.residentTimeout", residentTimeout.toMillis() / 1000.0);
    }

    /**
     * Whether steps are to be taken by staying tasks, where there are slots for them.
     *
     * @param fitsTheDriver whether the driver can add up one sum from each partition
     */
    public boolean stays(long stepsPerEpoch, boolean fitsTheDriver) {
        return kind == Kind.RESIDENT || kind == Kind.AUTO && stepsPerEpoch > 1 && fitsTheDriver;
    }
}
