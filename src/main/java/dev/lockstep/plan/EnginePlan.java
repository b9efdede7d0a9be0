package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.time.Duration;
import java.util.List;

/**
 * How steps reach the executors. It does not affect the bits of the result.
 *
 * @param residentTimeout the heartbeat timeout of a resident task
 */
public record EnginePlan(Kind kind, Duration residentTimeout) {

    public static final Key<Kind> KIND = Key.of(
                    "training.engine",
                    Types.oneOf(List.of(Kind.values())),
                    "auto",
                    "how a step reaches the executors: a Spark job per step (job), or tasks that stay for an"
                            + " epoch (resident); the bits are the same")
            .reaching(Reach.NOTHING)
            .param();

    /** The allowed timeouts; a shorter one would mistake a garbage collection for a lost task. */
    private static final Domain TIMEOUT = Domain.between(1, Integer.MAX_VALUE, "a number of seconds from 1");

    public static final Key<Duration> RESIDENT_TIMEOUT = Key.of(
                    "training.residentTimeout",
                    Types.as(
                            Types.number(TIMEOUT),
                            seconds -> Duration.ofMillis((long) (seconds * 1000)),
                            timeout -> timeout.toMillis() / 1000.0),
                    30,
                    "the heartbeat timeout of a resident task, in seconds")
            .reaching(Reach.NOTHING)
            .param();

    public static final EnginePlan DEFAULT = of(new Values());

    public static final String RESIDENT = "resident";
    public static final String JOB = "job";

    /** The engines by name. */
    public enum Kind {
        /** Resident if an epoch has several steps, the slots are free, and the driver can add all sums. */
        AUTO,
        /** A Spark job per step. */
        JOB,
        /** Tasks that stay for an epoch. */
        RESIDENT
    }

    public EnginePlan {
        RESIDENT_TIMEOUT.check(residentTimeout);
    }

    static EnginePlan of(Values values) {
        return new EnginePlan(values.get(KIND), values.get(RESIDENT_TIMEOUT));
    }

    /**
     * Whether to use resident tasks, if there are slots for them.
     *
     * @param fitsTheDriver whether the driver can add one sum per partition
     */
    public boolean stays(long stepsPerEpoch, boolean fitsTheDriver) {
        return kind == Kind.RESIDENT || kind == Kind.AUTO && stepsPerEpoch > 1 && fitsTheDriver;
    }
}
