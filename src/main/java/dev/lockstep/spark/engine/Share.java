package dev.lockstep.spark.engine;

import dev.lockstep.spark.shard.PartialSums;
import java.io.Serializable;

/** The result of one task: its partial sums, or a refusal. */
public final class Share<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final PartialSums<T> sums;
    private final TaskGuard.Refusal refusal;
    private final long computeNanos;

    private Share(PartialSums<T> sums, TaskGuard.Refusal refusal, long computeNanos) {
        this.sums = sums;
        this.refusal = refusal;
        this.computeNanos = computeNanos;
    }

    public static <T> Share<T> of(PartialSums<T> sums, long computeNanos) {
        return new Share<>(sums, null, computeNanos);
    }

    static <T> Share<T> refused(TaskGuard.Refusal refusal) {
        return new Share<>(null, refusal, 0);
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** The sums; throws if the task refused. */
    public PartialSums<T> sums() {
        if (refusal != null) {
            throw refusal.asException();
        }
        return sums;
    }

    public long computeNanos() {
        return computeNanos;
    }
}
