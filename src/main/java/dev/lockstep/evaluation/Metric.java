package dev.lockstep.evaluation;

/**
 * A measure of the quality of predictions.
 *
 * @param higherIsBetter the direction of improvement
 * @param top the k of {@code top_k_accuracy}
 */
public record Metric(String name, boolean higherIsBetter, int top) {

    /** The default k of {@code top_k_accuracy}. */
    public static final int USUAL_TOP = 5;

    Metric(String name, boolean higherIsBetter) {
        this(name, higherIsBetter, USUAL_TOP);
    }

    /** Whether a value is better than the best so far by more than {@code minDelta}; NaN never is. */
    public boolean improves(double value, double best, double minDelta) {
        return higherIsBetter ? value > best + minDelta : value < best - minDelta;
    }

    /** The worst value, on which any value improves. */
    public double worst() {
        return higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
