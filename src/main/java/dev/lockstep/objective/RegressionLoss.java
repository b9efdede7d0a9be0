package dev.lockstep.objective;

/** The mean of an error function over a row's outputs. */
record RegressionLoss(ErrorFunction function) implements Loss {

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        return examples.sumOfMeans((at, share) -> {
            double error = (double) examples.outputs()[at] - examples.targets()[at];
            gradient[at] = (float) (share * function.slope(error));
            return function.value(error);
        });
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {}
}
