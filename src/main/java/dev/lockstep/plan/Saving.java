package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.util.Optional;

/**
 * What a run writes besides its results, and when it stops.
 *
 * @param everyEpochs epochs between checkpoints
 * @param everySteps steps between additional checkpoints
 * @param keep number of checkpoints to keep
 * @param stopAfterSeconds time limit after which the run stops with a checkpoint
 * @param report what people look at after the run
 */
public record Saving(
        Optional<Integer> everyEpochs,
        Optional<Integer> everySteps,
        int keep,
        Optional<Double> stopAfterSeconds,
        Reporting report) {

    static final Key<Optional<Integer>> EVERY_EPOCHS = Key.of(
                    "checkpoint.everyEpochs", Types.orNone(Types.whole(Domain.COUNT)), 1, "epochs between checkpoints")
            .reaching(Reach.NOTHING);
    static final Key<Optional<Integer>> EVERY_STEPS = Key.of(
                    "checkpoint.everySteps",
                    Types.orNone(Types.whole(Domain.COUNT)),
                    "none",
                    "steps between additional checkpoints")
            .reaching(Reach.NOTHING);
    static final Key<Integer> KEEP = Key.of(
                    "checkpoint.keep", Types.whole(Domain.COUNT), 2, "number of checkpoints to keep")
            .reaching(Reach.NOTHING);
    static final Key<Optional<Double>> STOP_AFTER_SECONDS = Key.of(
                    "training.stopAfterSeconds",
                    Types.orNone(Types.number(Domain.POSITIVE)),
                    "none",
                    "time after which the run saves a checkpoint and ends with exit code 6; the same command"
                            + " resumes it")
            .reaching(Reach.NOTHING);

    static Saving of(Values values) {
        return new Saving(
                values.get(EVERY_EPOCHS),
                values.get(EVERY_STEPS),
                values.get(KEEP),
                values.get(STOP_AFTER_SECONDS),
                values.get(Reporting.REPORT));
    }
}
