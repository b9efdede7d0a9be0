package dev.lockstep.objective;

/**
 * max(0, 1 − y·z) with y = −1 or 1 for the targets 0 and 1, the mean over a row's outputs; its gradient is −y/n inside
 * the margin, 0 at its edge and outside.
 *
 * <p>Reference: C. Cortes, V. Vapnik, "Support-vector networks" (1995).
 */
record Hinge() implements Loss {

    @Override
    public Task task() {
        return Task.BINARY;
    }

    @Override
    public boolean givesProbabilities() {
        return false;
    }

    @Override
    public Loss givingProbabilities() {
        return new BinaryCrossEntropy();
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        return examples.sumOfMeans((at, share) -> {
            double sign = 2.0 * examples.targets()[at] - 1;
            double inside = 1 - sign * examples.outputs()[at];
            gradient[at] = inside > 0 ? (float) (-sign * share) : 0f;
            return Math.max(0, inside);
        });
    }

    @Override
    public float decidesAt() {
        return 0f;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
