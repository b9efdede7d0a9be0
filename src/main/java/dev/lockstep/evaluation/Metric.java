package dev.lockstep.evaluation;

/**
 * How good predictions are, as one number.
 *
 * @param higherIsBetter the direction that early stopping follows
 * @param top the k of {@code top_k_accuracy}
 */
public record Metric(String name, boolean higherIsBetter, int top) {

    /** The usual k of {@code top_k_accuracy}. */
    public static final int USUAL_TOP = 5;

    Metric(String name, boolean higherIsBetter) {
        this(name, higherIsBetter, USUAL_TOP);
    }

    /** Whether a value is better than the best so far by more than {@code minDelta}; NaN never is. */
    public boolean improves(double value, double best, double minDelta) {
        return higherIsBetter ? value > best + minDelta : value < best - minDelta;
    }

    /** What any value improves on. */
    public double worst() {
        return higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
