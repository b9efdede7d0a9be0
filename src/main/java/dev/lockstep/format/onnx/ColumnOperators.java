package dev.lockstep.format.onnx;

import java.util.Arrays;

/** What operators on the columns of matrices of doubles compute. */
final class ColumnOperators {

    private ColumnOperators() {}

    /** Some columns, in any order and number. */
    static Value columns(Value from, Value places) {
        int width = places.count();
        double[] result = new double[from.rows() * width];
        Arrays.setAll(result, i -> {
            int column = (int) places.number().applyAsDouble(i % width);
            return from.number().applyAsDouble(i / width * from.columns() + column);
        });
        return Value.ofNumbers(result, from.rows(), width);
    }

    static Value clip(Value x, Value least, Value most) {
        double[] result = new double[x.count()];
        Arrays.setAll(
                result,
                i -> Math.max(
                        least.number().applyAsDouble(0),
                        Math.min(most.number().applyAsDouble(0), x.number().applyAsDouble(i))));
        return Value.ofNumbers(result, x.shape());
    }

    /** The sum of each row, as one column. */
    static Value sums(Value x) {
        double[] result = new double[x.rows()];
        for (int i = 0; i < x.count(); i++) {
            result[i / x.columns()] += x.number().applyAsDouble(i);
        }
        return Value.ofNumbers(result, x.rows(), 1);
    }
}
