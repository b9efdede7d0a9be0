package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.Key.Reach;
import java.util.Optional;

/**
 * When a run saves where it stands, and when it stops by itself.
 *
 * @param everyEpochs save after so many epochs
 * @param everySteps save after so many steps
 * @param keep how many checkpoints stay
 * @param stopAfterSeconds stop then, to go on next time
 */
public record Saving(
        Optional<Integer> everyEpochs, Optional<Integer> everySteps, int keep, Optional<Double> stopAfterSeconds) {

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
                values.get(EVERY_EPOCHS), values.get(EVERY_STEPS), values.get(KEEP), values.get(STOP_AFTER_SECONDS));
    }
}
