package dev.lockstep.gradient;

import java.nio.ByteBuffer;

/** Sums as bytes, in the byte order of the buffer. */
public final class GradientBytes {

    private GradientBytes() {}

    /** The number of bytes of {@link #write}. */
    public static long length(GradientSum sum) {
        WeightColumns columns = sum.columns();
        long ofColumns = columns == null ? 0 : Integer.BYTES;
        long ofIndexes = sum.isComplete() ? 0 : (long) columns.columns().length * Integer.BYTES;
        return 2 * Double.BYTES + 3 * Integer.BYTES + ofColumns + ofIndexes + (long) sum.values().length * Float.BYTES;
    }

    /** Writes a sum. */
    public static void write(GradientSum sum, ByteBuffer to) {
        WeightColumns columns = sum.columns();
        float[] values = sum.values();
        to.putDouble(sum.lossSum()).putDouble(sum.weightSum());
        to.putInt(columns == null ? -1 : columns.units());
        to.putInt(sum.isComplete() ? -1 : columns.columns().length);
        if (columns != null) {
            to.putInt(columns.inputs());
        }
        if (!sum.isComplete()) {
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
