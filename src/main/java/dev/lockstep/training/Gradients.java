package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;

/** Computes gradients: an engine, or a lambda in tests. */
@FunctionalInterface
public interface Gradients {

    /** The sum of loss, weight and gradient over the rows of a step; the result belongs to the caller. */
    GradientSum at(float[] parameters, Step step);
}
