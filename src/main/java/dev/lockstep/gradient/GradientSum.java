package dev.lockstep.gradient;

import dev.lockstep.math.Loops;
import dev.lockstep.objective.Loss;
import java.io.Serializable;

/**
 * Loss, weight and gradient summed over some rows. Sums are merged and divided once, never averaged.
 *
 * <p>The gradient of sparse rows may omit zero columns of the first layer's weights if that is smaller. Sums have the
 * same bits with and without them.
 *
 * <p>Owns its array; {@link #merge} changes it in place.
 */
public final class GradientSum implements Serializable {

    private static final long serialVersionUID = 2;

    private double lossSum;
    private double weightSum;
    private float[] values;
    /** Null for dense rows. */
    private WeightColumns columns;
    /** Values that are still to be added, or null. */
    private float[] pending;

    /** @param gradient Σ wᵢ·∂lossᵢ/∂parameter, owned by this object afterwards */
    public GradientSum(double lossSum, double weightSum, float[] gradient) {
        this(lossSum, weightSum, gradient, null);
    }

    /** @param values in the layout of the columns, owned by this object afterwards */
    GradientSum(double lossSum, double weightSum, float[] values, WeightColumns columns) {
        this.lossSum = lossSum;
        this.weightSum = weightSum;
        this.values = values;
        this.columns = columns;
    }

    /** Adds another sum to this one and returns this. */
    public GradientSum merge(GradientSum other) {
        return merge(other, Loops.PLAIN);
    }

    /** The same, with the loop over the gradient run by {@code loops}. */
    public GradientSum merge(GradientSum other, Loops loops) {
        settle(loops);
        other.settle(loops);
        lossSum += other.lossSum;
        weightSum += other.weightSum;
        if (isComplete()) {
            columns = columns == null && other.columns != null ? other.columns.all() : columns;
            other.addTo(values, columns, loops);
        } else {
            widen(other, loops);
        }
        return this;
    }

    /**
     * The same, but the values of dense rows are added by the next use of this sum, so that {@link #scale} does both in
     * one pass. The other sum must not change until then.
     */
    public GradientSum mergeLater(GradientSum other, Loops loops) {
        settle(loops);
        other.settle(loops);
        if (columns != null || other.columns != null) {
            return merge(other, loops);
        }
        lossSum += other.lossSum;
        weightSum += other.weightSum;
        pending = other.values;
        return this;
    }

    /** Adds what is pending. */
    private void settle(Loops loops) {
        if (pending != null) {
            loops.run(values.length, this::addPending);
            pending = null;
        }
    }

    private void addPending(int from, int to) {
        float[] more = pending;
        for (int i = from; i < to; i++) {
            values[i] += more[i];
        }
    }

    /** Adds a sum with fewer columns to this one. */
    private void widen(GradientSum other, Loops loops) {
        WeightColumns merged = other.isComplete() ? columns.all() : columns.union(other.columns);
        if (merged.hasAsManyAs(columns)) {
            other.addTo(values, columns, loops);
        } else {
            float[] sum = other.laidOut(merged, loops);
            addTo(sum, merged, loops);
            values = sum;
            columns = merged;
        }
    }

    /** Adds the values to a sum with at least these columns. */
    private void addTo(float[] sum, WeightColumns of, Loops loops) {
        int to = isComplete() ? 0 : of.weights();
        int from = isComplete() ? 0 : columns.weights();
        if (!isComplete()) {
            columns.addWeights(values, of, sum, loops);
        }
        float[] more = values;
        loops.run(sum.length - to, (begin, end) -> {
            for (int i = begin; i < end; i++) {
                sum[to + i] += more[from + i];
            }
        });
    }

    /** A copy of the values with other columns, at least these. */
    private float[] laidOut(WeightColumns wanted, Loops loops) {
        if (isComplete()) {
            return values.clone();
        }
        int from = columns.weights();
        int rest = values.length - from;
        float[] copy = new float[Math.addExact(wanted.weights(), rest)];
        columns.addWeights(values, wanted, copy, loops);
        System.arraycopy(values, from, copy, copy.length - rest, rest);
        return copy;
    }

    /** Whether it has every element of the gradient. */
    public boolean isComplete() {
        return columns == null || columns.areAll();
    }

    /** The same sum with all columns; this object if it is complete. */
    public GradientSum complete(Loops loops) {
        return isComplete() ? this : new GradientSum(lossSum, weightSum, laidOut(columns.all(), loops), columns.all());
    }

    /** The same sum in the smaller form. */
    GradientSum smaller() {
        return isComplete() || !columns.areBetterAll() ? this : complete(Loops.PLAIN);
    }

    /** Σ wᵢ·lossᵢ. */
    public double lossSum() {
        return lossSum;
    }

    /** Σ wᵢ. */
    public double weightSum() {
        return weightSum;
    }

    /**
     * The array itself, not a copy.
     *
     * @throws IllegalStateException if the sum is not complete
     */
    public float[] gradient() {
        if (!isComplete()) {
            throw new IllegalStateException("the gradient has some columns only");
        }
        settle(Loops.PLAIN);
        return values;
    }

    /** The array in its layout. */
    float[] values() {
        settle(Loops.PLAIN);
        return values;
    }

    /** Null for dense rows. */
    WeightColumns columns() {
        return columns;
    }

    /** Turns the sum into the gradient of the mean loss, in place, and returns it. */
    public float[] meanGradient(Loss loss) {
        scale(loss.gradientScale(lossSum, weightSum), Loops.PLAIN, (values, from, to) -> {});
        return values;
    }

    /** Runs on the elements {@code [from, to)} of a gradient. */
    @FunctionalInterface
    public interface OnRange {
        void run(float[] gradient, int from, int to);
    }

    /** Multiplies the gradient and runs more on each range of it, in one pass. */
    public void scale(double factor, Loops loops, OnRange then) {
        float scale = (float) factor;
        float[] gradient = values;
        if (!isComplete()) {
            throw new IllegalStateException("the gradient has some columns only");
        }
        loops.run(gradient.length, (from, to) -> {
            if (pending != null) {
                addPending(from, to);
            }
            for (int i = from; i < to; i++) {
                gradient[i] *= scale;
            }
            then.run(gradient, from, to);
        });
        pending = null;
    }

    /** The mean loss. */
    public double meanLoss(Loss loss) {
        return loss.mean(lossSum, weightSum);
    }
}
