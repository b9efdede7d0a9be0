package dev.lockstep.objective;

/** The mean of an error function over a row's outputs. */
record RegressionLoss(ErrorFunction function) implements Loss {

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            double share = (double) examples.weights()[row] / units;
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                double error = (double) examples.outputs()[i] - examples.targets()[i];
                ofRow += function.value(error);
                gradient[i] = (float) (share * function.slope(error));
            }
            sum += share * ofRow;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
