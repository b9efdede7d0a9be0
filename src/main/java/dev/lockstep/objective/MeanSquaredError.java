package dev.lockstep.objective;

/** (1/n)·Σ (output − target)² over the n outputs of a row; its gradient is (2/n)·(output − target). */
final class MeanSquaredError implements Loss {

    private static final long serialVersionUID = 1;

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        float scale = 2f / units;
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            float weight = examples.weights()[row];
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                float error = examples.outputs()[i] - examples.targets()[i];
                ofRow += (double) error * error;
                gradient[i] = weight * scale * error;
            }
            sum += weight * ofRow / units;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
