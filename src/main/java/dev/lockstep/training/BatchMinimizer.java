package dev.lockstep.training;

import dev.lockstep.optimizer.Lbfgs;

/** The port to a minimizer over all rows. */
@FunctionalInterface
public interface BatchMinimizer {

    /** Runs one iteration from a state, which contains the memory of earlier ones. */
    MinimizerState next(Lbfgs method, MinimizerState state, Objective objective);

    /** The objective to minimize. */
    interface Objective {

        /** The value at a point, without the L1 penalty; its gradient is written to {@code gradient}. */
        double at(double[] point, double[] gradient);

        /** The L1 penalty of an element of the point. */
        double l1(int index);
    }
}
