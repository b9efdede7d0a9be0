package dev.lockstep.training;

/** A loss, gradient or parameter is not finite: training has diverged. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DivergedException(long step, double loss, double rate, String what) {
        super("training diverged in step " + step + ": " + what + " is not finite (loss " + loss + ", learning rate "
                + rate + "); try a learning rate of " + rate / 10 + " or data.scale: standard");
    }
}
