package dev.lockstep.training;

import java.util.List;

/**
 * The state of a minimizer after an iteration.
 *
 * @param value at the point, without the L1 penalty
 * @param moves the last steps, newest first
 * @param gradientChanges the corresponding changes of the gradient
 * @param finished whether it cannot make progress
 */
public record MinimizerState(
        double[] point,
        double value,
        double[] gradient,
        List<double[]> moves,
        List<double[]> gradientChanges,
        boolean finished) {}
