package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import java.util.List;

/** Computes gradients: an engine, or a lambda in tests. */
@FunctionalInterface
public interface Gradients {

    /**
     * The sums of loss, weight and gradient over the rows of a step, one for each network; they belong to the caller.
     * An engine computes all of them in one exchange with the cluster.
     *
     * @param members the indexes of the networks in their ensemble, ascending; only 0 without an ensemble
     * @param parameters theirs, one network's after the other's
     */
    List<GradientSum> at(int[] members, float[] parameters, Step step);

    /** The same for a single network. */
    default GradientSum at(float[] parameters, Step step) {
        return at(new int[] {0}, parameters, step).get(0);
    }
}
