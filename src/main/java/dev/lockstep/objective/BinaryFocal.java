package dev.lockstep.objective;

/**
 * −a·(1 − q)^gamma·log q with the probability q of the true answer, σ(z) for yes and 1 − σ(z) for no, the mean over a
 * row's outputs; its gradient is ∓a·(1 − q)^gamma·(1 − q − gamma·q·log q)/n, negative for yes.
 *
 * <p>Reference: T. Lin et al., "Focal loss for dense object detection" (2017), equation 5.
 *
 * @param yes the weight a of the target 1
 * @param no the weight a of the target 0
 */
record BinaryFocal(double gamma, double yes, double no) implements Loss {

    private static final BinaryCrossEntropy LINK = new BinaryCrossEntropy();

    @Override
    public Task task() {
        return Task.BINARY;
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        return examples.sumOfMeans((at, share) -> {
            boolean truth = examples.targets()[at] == 1f;
            double x = truth ? examples.outputs()[at] : -examples.outputs()[at];
            double e = StrictMath.exp(-Math.abs(x));
            double right = (x >= 0 ? 1 : e) / (1 + e);
            double wrong = (x >= 0 ? e : 1) / (1 + e);
            double surprise = Math.max(-x, 0) + StrictMath.log1p(e);
            double factor = (truth ? yes : no) * StrictMath.pow(wrong, gamma);
            double slope = factor * (wrong + gamma * right * surprise);
            gradient[at] = (float) (share * (truth ? -slope : slope));
            return factor * surprise;
        });
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        LINK.predict(outputs, rows, units);
    }
}
