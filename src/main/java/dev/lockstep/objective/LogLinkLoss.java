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
        int units = examples.units();
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            double share = (double) examples.weights()[row] / units;
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                double z = examples.outputs()[i];
                double target = examples.targets()[i];
                ofRow += family.value(z, target);
                gradient[i] = (float) (share * family.slope(z, target));
            }
            sum += share * ofRow;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int i = 0; i < rows * units; i++) {
            outputs[i] = Elementary.exp(outputs[i]);
        }
    }
}
