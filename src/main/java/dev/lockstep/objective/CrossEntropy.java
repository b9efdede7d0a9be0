package dev.lockstep.objective;

/** −log pᵧ with p = softmax(z) and the class y as target: log Σ e^zⱼ − zᵧ; its gradient is p − onehot(y). */
final class CrossEntropy implements Loss {

    private static final long serialVersionUID = 1;

    @Override
    public Task task() {
        return Task.CLASSES;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        float[] outputs = examples.outputs();
        System.arraycopy(outputs, 0, gradient, 0, examples.rows() * units);
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            int at = row * units;
            float weight = examples.weights()[row];
            double logOfSum = Softmax.inPlace(gradient, at, units);
            int target = at + (int) examples.targets()[row];
            sum += weight * (logOfSum - outputs[target]);
            gradient[target] -= 1f;
            for (int i = at; i < at + units; i++) {
                gradient[i] *= weight;
            }
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int row = 0; row < rows; row++) {
            Softmax.inPlace(outputs, row * units, units);
        }
    }
}
