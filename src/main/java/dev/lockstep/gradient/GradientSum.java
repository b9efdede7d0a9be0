package dev.lockstep.gradient;

import dev.lockstep.math.Loops;
import dev.lockstep.objective.Loss;
import java.io.Serializable;
import java.nio.ByteBuffer;

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
        return values;
    }

    /** The array in its layout. */
    float[] values() {
        return values;
    }

    /** Null for dense rows. */
    WeightColumns columns() {
        return columns;
    }

    /** Turns the sum into the gradient of the mean loss, in place, and returns it. */
    public float[] meanGradient(Loss loss) {
        scale(loss.gradientScale(lossSum, weightSum), 0, gradient().length);
        return values;
    }

    /** Multiplies the elements {@code [from, to)} of the gradient. */
    public void scale(double factor, int from, int to) {
        float scale = (float) factor;
        float[] gradient = gradient();
        for (int i = from; i < to; i++) {
            gradient[i] *= scale;
        }
    }

    /** The mean loss. */
    public double meanLoss(Loss loss) {
        return loss.mean(lossSum, weightSum);
    }

    /** The number of bytes of {@link #write}. */
    public long writtenBytes() {
        long ofColumns = columns == null ? 0 : Integer.BYTES;
        long ofIndexes = isComplete() ? 0 : (long) columns.columns().length * Integer.BYTES;
        return 2 * Double.BYTES + 3 * Integer.BYTES + ofColumns + ofIndexes + (long) values.length * Float.BYTES;
    }

    /** Writes the sum in the byte order of the buffer. */
    public void write(ByteBuffer to) {
        to.putDouble(lossSum).putDouble(weightSum);
        to.putInt(columns == null ? -1 : columns.units());
        to.putInt(isComplete() ? -1 : columns.columns().length);
        if (columns != null) {
            to.putInt(columns.inputs());
        }
        if (!isComplete()) {
            to.asIntBuffer().put(columns.columns());
            to.position(to.position() + columns.columns().length * Integer.BYTES);
        }
        to.putInt(values.length);
        to.asFloatBuffer().put(values);
        to.position(to.position() + values.length * Float.BYTES);
    }

    /** Reads what {@link #write} wrote. */
    public static GradientSum read(ByteBuffer from) {
        double lossSum = from.getDouble();
        double weightSum = from.getDouble();
        int units = from.getInt();
        int count = from.getInt();
        int inputs = units < 0 ? 0 : from.getInt();
        int[] indexes = count < 0 ? null : new int[count];
        if (count >= 0) {
            from.asIntBuffer().get(indexes);
            from.position(from.position() + count * Integer.BYTES);
        }
        float[] values = new float[from.getInt()];
        from.asFloatBuffer().get(values);
        from.position(from.position() + values.length * Float.BYTES);
        WeightColumns columns = units < 0 ? null : new WeightColumns(inputs, units, indexes);
        return new GradientSum(lossSum, weightSum, values, columns);
    }
}
