package dev.lockstep.objective;

/**
 * Cross-entropy with the targets (1 − smoothing)·tⱼ + smoothing/n in place of t, a distribution or the one-hot vector of
 * a class, over n classes; its gradient is p·Σt − t with these targets.
 *
 * <p>Reference: C. Szegedy et al., "Rethinking the inception architecture for computer vision" (2016), section 7;
 * PyTorch, CrossEntropyLoss.
 */
record SmoothedCrossEntropy(double smoothing) implements Loss {

    private static final CrossEntropy LINK = new CrossEntropy(false);

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        double[] targets = new double[units];
        System.arraycopy(examples.outputs(), 0, gradient, 0, examples.rows() * units);
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            int at = row * units;
            float weight = examples.weights()[row];
            double logOfSum = Softmax.inPlace(gradient, at, units);
            double total = smooth(examples, row, targets);
            double ofRow = 0;
            for (int i = 0; i < units; i++) {
                ofRow += targets[i] * (logOfSum - examples.outputs()[at + i]);
                gradient[at + i] = (float) (weight * (gradient[at + i] * total - targets[i]));
            }
            sum += weight * ofRow;
        }
        return sum;
    }

    /** Sets a row's targets and returns their sum. */
    private double smooth(Examples examples, int row, double[] targets) {
        examples.copyDistribution(row, targets);
        double total = 0;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (1 - smoothing) * targets[i] + smoothing / targets.length;
            total += targets[i];
        }
        return total;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        LINK.predict(outputs, rows, units);
    }
}
