package dev.lockstep.objective;

/**
 * Σ max(0, zⱼ − zᵧ + 1) over the wrong classes j, with the class y as target; its gradient is 1 for each wrong class
 * inside the margin, and minus their number for y.
 *
 * <p>Reference: J. Weston, C. Watkins, "Support vector machines for multi-class pattern recognition" (1999), equation
 * 3.
 */
record MulticlassHinge() implements Loss {

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public boolean takesDistributions() {
        return false;
    }

    @Override
    public boolean givesProbabilities() {
        return false;
    }

    @Override
    public Loss givingProbabilities() {
        return new CrossEntropy(false);
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            float weight = examples.weights()[row];
            int right = row * units + (int) examples.targets()[row];
            double ofRow = 0;
            int inside = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                double excess = (double) examples.outputs()[i] - examples.outputs()[right] + 1;
                boolean counts = i != right && excess > 0;
                ofRow += counts ? excess : 0;
                inside += counts ? 1 : 0;
                gradient[i] = counts ? weight : 0f;
            }
            gradient[right] = -weight * inside;
            sum += weight * ofRow;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
