package dev.lockstep.objective;

/**
 * −Σ tⱼ·log pⱼ with p = softmax(z), and t a distribution or, for a class y, its one-hot vector: log Σ e^zⱼ − zᵧ; its
 * gradient is p·Σt − t. As Kullback-Leibler divergence it is Σ tⱼ·(log tⱼ − log pⱼ), which has the same gradient.
 *
 * @param divergence whether to subtract the entropy of t
 */
record CrossEntropy(boolean divergence) implements Loss {

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        System.arraycopy(examples.outputs(), 0, gradient, 0, examples.rows() * units);
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            int at = row * units;
            float weight = examples.weights()[row];
            double logOfSum = Softmax.inPlace(gradient, at, units);
            double ofRow = examples.targetWidth() == 1
                    ? ofClass(examples, row, logOfSum, gradient)
                    : ofDistribution(examples, row, logOfSum, gradient);
            sum += weight * ofRow;
            for (int i = at; i < at + units; i++) {
                gradient[i] *= weight;
            }
        }
        return sum;
    }

    private static double ofClass(Examples examples, int row, double logOfSum, float[] gradient) {
        int target = row * examples.units() + (int) examples.targets()[row];
        gradient[target] -= 1f;
        return logOfSum - examples.outputs()[target];
    }

    private double ofDistribution(Examples examples, int row, double logOfSum, float[] gradient) {
        int at = row * examples.units();
        double total = 0;
        double loss = 0;
        for (int i = at; i < at + examples.units(); i++) {
            double target = examples.targets()[i];
            total += target;
            loss += target * (logOfSum - examples.outputs()[i]);
            loss += divergence && target > 0 ? target * StrictMath.log(target) : 0;
        }
        for (int i = at; i < at + examples.units(); i++) {
            gradient[i] = gradient[i] * (float) total - examples.targets()[i];
        }
        return loss;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int row = 0; row < rows; row++) {
            Softmax.inPlace(outputs, row * units, units);
        }
    }
}
