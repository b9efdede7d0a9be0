package dev.lockstep.training;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.catalog.Problem;
import dev.lockstep.data.Step;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.TrainingPlan;
import java.util.function.UnaryOperator;

/** A loss, gradient or parameter is not finite: training has diverged. */
public final class DivergedException extends Problem {

    private static final long serialVersionUID = 1;

    DivergedException(Step step, double rate, double loss, String what) {
        super(
                "training diverged in step " + (step.number() + 1) + ": " + what + " is not finite (loss " + loss
                        + ", learning rate " + rate + "); try a learning rate of " + (float) (rate / 10)
                        + ", " + key("clip") + " or " + key("data.scale: standard"),
                null);
    }

    /** The same, naming the member of an ensemble; unchanged without an ensemble. */
    DivergedException of(int member, TrainingPlan plan) {
        return plan.ensemble() == 1
                ? this
                : new DivergedException(
                        "member " + member + " of the ensemble (seed " + plan.seed(member) + "): "
                                + sentence(KeyMarks::key),
                        this);
    }

    private DivergedException(String sentence, DivergedException cause) {
        super(sentence, cause);
    }

    @Override
    public DivergedException respelled(UnaryOperator<String> spelling) {
        return new DivergedException(sentence(spelling), this);
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
