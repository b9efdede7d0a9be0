package dev.lockstep.training;

import dev.lockstep.optimizer.Lbfgs;

/** The port to a minimizer that sees all rows at once. */
@FunctionalInterface
public interface BatchMinimizer {

    /** One iteration from a state; what it needs of earlier ones is in the state. */
    MinimizerState next(Lbfgs method, MinimizerState state, Objective objective);

    /** What is made small. */
    interface Objective {

        /** The value at a point, l1 penalty left out; its gradient is written to {@code gradient}. */
        double at(double[] point, double[] gradient);

        /** What the modulus of an element of the point costs. */
        double l1(int index);
    }
}
