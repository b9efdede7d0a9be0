package dev.lockstep.diagnostics;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the columns of some rows contain, up to {@value #MOST_COLUMNS} of them. */
public final class ColumnRanges {

    private static final int MOST_COLUMNS = 500;

    private ColumnRanges() {}

    /**
     * One entry per column, for JSON: of numbers the smallest and the largest one, mean and standard deviation, with imputed
     * values in the place of missing ones; of categories how many of them occur.
     *
     * @param inputs the scaling of inputs, which is undone; without a curve
     * @param names of the features
     */
    public static List<Map<String, Object>> of(Shard rows, InputEncoding encoding, Scaling inputs, List<String> names) {
        Sums sums = new Sums(encoding.inputs());
        float[] row = new float[encoding.inputs()];
        for (int i = 0; i < rows.rows(); i++) {
            rows.features().copyRow(i, row, 0);
            sums.add(row);
        }
        boolean isCentred = !(rows.features() instanceof SparseFeatures);
        List<Map<String, Object>> columns = new ArrayList<>();
        for (int feature = 0; feature < Math.min(MOST_COLUMNS, encoding.features()); feature++) {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("column", names.get(feature));
            if (encoding.isNumber(feature)) {
                if (encoding.hasValue(feature)) {
                    int input = encoding.input(feature);
                    double scale = inputs.scale()[input];
                    double mean = isCentred ? inputs.mean()[input] : 0;
                    column.put("smallest", sums.lows[input] * scale + mean);
                    column.put("largest", sums.highs[input] * scale + mean);
                    column.put("mean", sums.totals[input] / rows.rows() * scale + mean);
                    column.put("deviation", sums.deviation(input, rows.rows()) * scale);
                }
            } else {
                column.put(
                        "categories",
                        sums.occurring(
                                encoding.input(feature),
                                encoding.categories(feature).count()));
            }
            columns.add(column);
        }
        return columns;
    }

    private static final class Sums {

        private final float[] lows;
        private final float[] highs;
        private final double[] totals;
        private final double[] squares;

        Sums(int inputs) {
            lows = new float[inputs];
            highs = new float[inputs];
            Arrays.fill(lows, Float.POSITIVE_INFINITY);
            Arrays.fill(highs, Float.NEGATIVE_INFINITY);
            totals = new double[inputs];
            squares = new double[inputs];
        }

        void add(float[] row) {
            for (int i = 0; i < row.length; i++) {
                lows[i] = Math.min(lows[i], row[i]);
                highs[i] = Math.max(highs[i], row[i]);
                totals[i] += row[i];
                squares[i] += (double) row[i] * row[i];
            }
        }

        double deviation(int input, int rows) {
            double mean = totals[input] / rows;
            return Math.sqrt(Math.max(0, squares[input] / rows - mean * mean));
        }

        int occurring(int from, int count) {
            int occurring = 0;
            for (int i = from; i < from + count; i++) {
                occurring += highs[i] > 0 ? 1 : 0;
            }
            return occurring;
        }
    }
}
