package dev.lockstep.training;

import java.util.List;

/**
 * Where a minimizer stands after an iteration.
 *
 * @param value at the point, l1 penalty left out
 * @param moves the last changes of the point, newest first
 * @param gradientChanges what they changed of the gradient
 * @param finished whether it cannot get any further
 */
public record MinimizerState(
        double[] point,
        double value,
        double[] gradient,
        List<double[]> moves,
        List<double[]> gradientChanges,
        boolean finished) {}
