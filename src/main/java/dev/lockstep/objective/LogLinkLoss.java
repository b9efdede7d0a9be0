package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;
import dev.lockstep.math.Elementary;

/** The mean over a row's outputs z of a negative log-likelihood whose distribution has the mean e^z. */
record LogLinkLoss(LogFamily family) implements Loss {

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public LabelKind labelKind(int labelColumns) {
        return family.labels();
    }

    @Override
    public boolean hasLogLink() {
        return true;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        return examples.sumOfMeans((at, share) -> {
            double z = examples.outputs()[at];
            double target = examples.targets()[at];
            gradient[at] = (float) (share * family.slope(z, target));
            return family.value(z, target);
        });
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int i = 0; i < rows * units; i++) {
            outputs[i] = Elementary.exp(outputs[i]);
        }
    }
}
