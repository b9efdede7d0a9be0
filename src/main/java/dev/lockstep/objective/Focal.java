package dev.lockstep.objective;

/**
 * −Σ tⱼ·(1 − pⱼ)^gamma·log pⱼ with p = softmax(z), and t a distribution or the one-hot vector of a class; its gradient
 * is p·Σsⱼ − s with sⱼ = tⱼ·(1 − pⱼ)^gamma·(1 − gamma·pⱼ·log pⱼ/(1 − pⱼ)).
 *
 * <p>Reference: T. Lin et al., "Focal loss for dense object detection" (2017), equation 4.
 */
record Focal(double gamma) implements Loss {

    private static final CrossEntropy LINK = new CrossEntropy(false);

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        double[] targets = new double[units];
        double[] shares = new double[units];
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            examples.copyDistribution(row, targets);
            sum += examples.weights()[row] * ofRow(examples, row, targets, shares, gradient);
        }
        return sum;
    }

    private double ofRow(Examples examples, int row, double[] targets, double[] shares, float[] gradient) {
        int at = row * shares.length;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < shares.length; i++) {
            largest = Math.max(largest, examples.outputs()[at + i]);
        }
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = StrictMath.exp(examples.outputs()[at + i] - largest);
            total += shares[i];
        }
        double logOfTotal = StrictMath.log(total);
        double loss = 0;
        double slopes = 0;
        for (int i = 0; i < shares.length; i++) {
            double wrong = (total - shares[i]) / total;
            double surprise = logOfTotal + largest - examples.outputs()[at + i];
            double factor = targets[i] == 0 ? 0 : targets[i] * StrictMath.pow(wrong, gamma);
            shares[i] /= total;
            // −log p/(1 − p) approaches 1 as p does.
            targets[i] = factor * (1 + gamma * shares[i] * (wrong == 0 ? 1 : surprise / wrong));
            loss += factor * surprise;
            slopes += targets[i];
        }
        for (int i = 0; i < shares.length; i++) {
            gradient[at + i] = (float) (examples.weights()[row] * (shares[i] * slopes - targets[i]));
        }
        return loss;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        LINK.predict(outputs, rows, units);
    }
}
