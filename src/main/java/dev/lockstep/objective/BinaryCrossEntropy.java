package dev.lockstep.objective;

import dev.lockstep.math.Elementary;

/**
 * −t·log σ(z) − (1 − t)·log(1 − σ(z)), as max(z, 0) − z·t + log(1 + e^−|z|), the mean over a row's outputs; its
 * gradient is (σ(z) − t)/n.
 */
record BinaryCrossEntropy() implements Loss {

    @Override
    public Task task() {
        return Task.BINARY;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            float weight = examples.weights()[row];
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                double z = examples.outputs()[i];
                double target = examples.targets()[i];
                ofRow += Math.max(z, 0) - z * target + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
                gradient[i] = weight * (Elementary.sigmoid(examples.outputs()[i]) - examples.targets()[i]) / units;
            }
            sum += weight * ofRow / units;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int i = 0; i < rows * units; i++) {
            outputs[i] = Elementary.sigmoid(outputs[i]);
        }
    }
}
