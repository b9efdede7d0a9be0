package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;
import java.util.Locale;

/**
 * Gradient clipping: by norm, the gradient is scaled by min(1, limit/(norm + 10⁻⁶)); by value, each element is clamped
 * to ±limit.
 *
 * <p>Reference: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks" (2013), as
 * in PyTorch's {@code clip_grad_norm_} and {@code clip_grad_value_}.
 */
public record Clip(Kind kind, double limit) {

    /** The quantity that is limited. */
    public enum Kind {
        NORM,
        VALUE
    }

    private static final double SMALL = 1e-6;

    public Clip {
        Domain.POSITIVE.check("clip." + kind.name().toLowerCase(Locale.ROOT), limit);
    }

    /** Clips the elements {@code [from, to)} of a gradient with this norm in place. */
    public void apply(float[] gradient, double norm, int from, int to) {
        if (kind == Kind.VALUE) {
            float bound = (float) limit;
            for (int i = from; i < to; i++) {
                gradient[i] = Math.max(-bound, Math.min(bound, gradient[i]));
            }
            return;
        }
        double factor = limit / (norm + SMALL);
        if (factor < 1) {
            float scale = (float) factor;
            for (int i = from; i < to; i++) {
                gradient[i] *= scale;
            }
        }
    }
}
