package dev.lockstep.optimizer;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;

/**
 * v ← momentum·v + (1 − dampening)·g, except v ← g in the first step; w ← w − rate·v, with Nesterov w ← w − rate·(g +
 * momentum·v). Memory: one vector.
 *
 * <p>Reference: I. Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013), as in
 * PyTorch's SGD.
 */
public record Momentum(double momentum, double dampening, boolean nesterov) implements StepwiseOptimizer {

    public Momentum {
        Domain.FRACTION.check("momentum", momentum);
        Domain.UNIT_INTERVAL.check("dampening", dampening);
        if (nesterov && dampening != 0) {
            throw Violation.of(key("dampening") + " must be 0 with " + key("nesterov") + " but is " + dampening);
        }
    }

    @Override
    public int stateVectors() {
        return 1;
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float[] velocity = vectors.state()[0];
        float kept = step == 1 ? 0f : (float) momentum;
        float added = step == 1 ? 1f : (float) (1 - dampening);
        float factor = (float) rate;
        float ahead = (float) momentum;
        for (int i = from; i < to; i++) {
            velocity[i] = kept * velocity[i] + added * gradient[i];
            float move = nesterov ? gradient[i] + ahead * velocity[i] : velocity[i];
            parameters[i] -= factor * move;
        }
    }
}
