package dev.lockstep.gradient;

import dev.lockstep.math.Loops;
import java.util.Arrays;

/**
 * Cuts sums into slices that can be merged independently, and reassembles their totals. For sparse rows, a slice has
 * some columns of the first layer's weights and a part of the rest.
 */
public final class GradientSlices {

    private GradientSlices() {}

    /** The slice with an index from 0. All sums of a network are cut at the same places. */
    public static GradientSum of(GradientSum sum, int slice, int slices) {
        WeightColumns columns = sum.columns();
        int weights = columns == null ? 0 : columns.weights();
        float[] values = sum.values();
        int rest = values.length - weights;
        int from = weights + cut(rest, slice, slices);
        int to = weights + cut(rest, slice + 1, slices);
        if (columns == null) {
            return new GradientSum(sum.lossSum(), sum.weightSum(), Arrays.copyOfRange(values, from, to));
        }
        int first = cut(columns.inputs(), slice, slices);
        int end = cut(columns.inputs(), slice + 1, slices);
        WeightColumns cut = columns(columns, first, end);
        float[] cutValues = new float[cut.weights() + to - from];
        copyWeights(columns, values, first, cutValues, cut);
        System.arraycopy(values, from, cutValues, cut.weights(), to - from);
        return new GradientSum(sum.lossSum(), sum.weightSum(), cutValues, cut);
    }

    private static int cut(int length, int slice, int slices) {
        return (int) ((long) length * slice / slices);
    }

    private static WeightColumns columns(WeightColumns of, int first, int end) {
        if (of.areAll()) {
            return new WeightColumns(end - first, of.units(), null);
        }
        int[] cut = Arrays.copyOfRange(of.columns(), of.countBelow(first), of.countBelow(end));
        for (int i = 0; i < cut.length; i++) {
            cut[i] -= first;
        }
        return new WeightColumns(end - first, of.units(), cut);
    }

    private static void copyWeights(WeightColumns of, float[] values, int first, float[] to, WeightColumns cut) {
        if (of.areAll()) {
            for (int unit = 0; unit < of.units(); unit++) {
                System.arraycopy(values, unit * of.inputs() + first, to, unit * cut.inputs(), cut.inputs());
            }
        } else {
            System.arraycopy(values, of.countBelow(first) * of.units(), to, 0, cut.weights());
        }
    }

    /** The complete sum of all slices, in order. */
    public static GradientSum joined(GradientSum... slices) {
        int inputs = 0;
        int units = 0;
        int length = 0;
        for (int i = 0; i < slices.length; i++) {
            slices[i] = slices[i].complete(Loops.PLAIN);
            WeightColumns columns = slices[i].columns();
            inputs += columns == null ? 0 : columns.inputs();
            units = columns == null ? 0 : columns.units();
            length = Math.addExact(length, slices[i].gradient().length);
        }
        float[] joined = new float[length];
        int column = 0;
        int at = inputs * units;
        for (GradientSum slice : slices) {
            float[] values = slice.gradient();
            int width = slice.columns() == null ? 0 : slice.columns().inputs();
            for (int unit = 0; unit < units; unit++) {
                System.arraycopy(values, unit * width, joined, unit * inputs + column, width);
            }
            int rest = values.length - width * units;
            System.arraycopy(values, width * units, joined, at, rest);
            column += width;
            at += rest;
        }
        WeightColumns columns = units == 0 ? null : new WeightColumns(inputs, units, null);
        return new GradientSum(slices[0].lossSum(), slices[0].weightSum(), joined, columns);
    }
}
