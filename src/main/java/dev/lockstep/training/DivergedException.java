package dev.lockstep.training;

import dev.lockstep.data.Step;

/** A loss, gradient or parameter is not finite: training has diverged. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DivergedException(Step step, double rate, double loss, String what) {
        super("training diverged in step " + (step.number() + 1) + ": " + what + " is not finite (loss " + loss
                + ", learning rate " + rate + "); try a learning rate of " + (float) (rate / 10)
                + " or data.scale: standard");
    }

    static void requireFinite(Step step, double rate, double loss, double gradientNorm) {
        if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
            throw new DivergedException(step, rate, loss, Double.isFinite(loss) ? "the gradient" : "the loss");
        }
    }
}
