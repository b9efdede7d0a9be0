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
                    "checkpoint.everyEpochs",
                    Types.orNone(Types.whole(Domain.COUNT)),
                    1,
                    "after how many epochs the training is saved")
            .reaching(Reach.NOTHING);
    static final Key<Optional<Integer>> EVERY_STEPS = Key.of(
                    "checkpoint.everySteps",
                    Types.orNone(Types.whole(Domain.COUNT)),
                    "none",
                    "after how many steps, besides")
            .reaching(Reach.NOTHING);
    static final Key<Integer> KEEP = Key.of(
                    "checkpoint.keep", Types.whole(Domain.COUNT), 2, "how many of these are kept")
            .reaching(Reach.NOTHING);
    static final Key<Optional<Double>> STOP_AFTER_SECONDS = Key.of(
                    "training.stopAfterSeconds",
                    Types.orNone(Types.number(Domain.POSITIVE)),
                    "none",
                    "when to save and end with exit code 6; the same command goes on")
            .reaching(Reach.NOTHING);

    static Saving of(Values values) {
        return new Saving(
                values.get(EVERY_EPOCHS), values.get(EVERY_STEPS), values.get(KEEP), values.get(STOP_AFTER_SECONDS));
    }
}
