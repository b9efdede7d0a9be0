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
        int units = examples.units();
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            double share = (double) examples.weights()[row] / units;
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                boolean truth = examples.targets()[i] == 1f;
                double x = truth ? examples.outputs()[i] : -examples.outputs()[i];
                double e = StrictMath.exp(-Math.abs(x));
                double right = (x >= 0 ? 1 : e) / (1 + e);
                double wrong = (x >= 0 ? e : 1) / (1 + e);
                double surprise = Math.max(-x, 0) + StrictMath.log1p(e);
                double factor = (truth ? yes : no) * StrictMath.pow(wrong, gamma);
                double slope = factor * (wrong + gamma * right * surprise);
                ofRow += factor * surprise;
                gradient[i] = (float) (share * (truth ? -slope : slope));
            }
            sum += share * ofRow;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        LINK.predict(outputs, rows, units);
    }
}
