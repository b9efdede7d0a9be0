package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;

/** A loss, gradient or parameter is not finite: training has diverged. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DivergedException(Step step, double rate, double loss, String what) {
        super("training diverged in step " + (step.number() + 1) + ": " + what + " is not finite (loss " + loss
                + ", learning rate " + rate + "); try a learning rate of " + (float) (rate / 10)
                + ", clip or data.scale: standard");
    }

    private DivergedException(String message, DivergedException cause) {
        super(message, cause);
    }

    /** The same, with other names for the settings. */
    public DivergedException saying(String message) {
        return new DivergedException(message, this);
    }

    /** Refuses a step whose loss or gradient is not finite, naming the first layer in which it shows. */
    static void requireFinite(Step step, double rate, double loss, Vector gradient) {
        if (!Double.isFinite(loss) || !Double.isFinite(gradient.norm())) {
            String where = gradient.firstLayerNotFinite();
            String what = Double.isFinite(loss) ? "the gradient" + where : "the loss (and the gradient" + where + ")";
            throw new DivergedException(step, rate, loss, where.isEmpty() ? "the loss" : what);
        }
    }

    /** The part of a gradient needed to find the layer. */
    record Vector(Network network, float[] values, double norm) {

        private String firstLayerNotFinite() {
            for (Layer layer : network.layers()) {
                for (int i = layer.offset(); i < layer.end(); i++) {
                    if (!Float.isFinite(values[i])) {
                        return " of layer " + (layer.index() + 1);
                    }
                }
            }
            return "";
        }
    }
}
