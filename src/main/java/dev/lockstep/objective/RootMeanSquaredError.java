package dev.lockstep.objective;

/**
 * √m, where m is the mean square over all rows and outputs. Rows contribute their squares as for mse; the root and its
 * derivative 1/(2√m), 0 at 0, are applied to the complete sum.
 */
record RootMeanSquaredError(RegressionLoss squares) implements Loss {

    RootMeanSquaredError() {
        this(new RegressionLoss(ErrorFunctions.SQUARE));
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        return squares.sum(examples, gradient);
    }

    @Override
    public double mean(double lossSum, double weightSum) {
        return Math.sqrt(squares.mean(lossSum, weightSum));
    }

    @Override
    public double gradientScale(double lossSum, double weightSum) {
        double root = mean(lossSum, weightSum);
        return root == 0 ? 0 : squares.gradientScale(lossSum, weightSum) / (2 * root);
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
