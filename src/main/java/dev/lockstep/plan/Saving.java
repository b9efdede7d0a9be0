package dev.lockstep.plan;

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
        Optional<Integer> everyEpochs, Optional<Integer> everySteps, int keep, Optional<Double> stopAfterSeconds) {}
