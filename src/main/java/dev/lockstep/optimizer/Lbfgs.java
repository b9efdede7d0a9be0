package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;

/**
 * Limited-memory BFGS over all rows, with a line search; orthant-wise (OWL-QN) where there is an l1 penalty. Memory: 2
 * · memory vectors of doubles, on the driver.
 *
 * <p>References: D. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization" (1989); G.
 * Andrew, J. Gao, "Scalable training of L1-regularized log-linear models" (2007).
 */
public record Lbfgs(int memory) implements Optimizer {

    public Lbfgs {
        Domain.COUNT.check("memory", memory);
    }

    /** None: what it remembers is the minimizer's own, in doubles. */
    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public boolean needsFullBatch() {
        return true;
    }

    @Override
    public boolean choosesStepLength() {
        return true;
    }
}
