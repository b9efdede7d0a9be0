package dev.lockstep.diagnostics;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import java.util.ArrayList;
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
        InputSums sums = new InputSums(rows);
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
                    column.put("smallest", sums.low(input) * scale + mean);
                    column.put("largest", sums.high(input) * scale + mean);
                    column.put("mean", sums.mean(input) * scale + mean);
                    column.put("deviation", Math.sqrt(sums.variance(input)) * scale);
                }
            } else {
                column.put(
                        "categories",
                        occurring(
                                sums,
                                encoding.input(feature),
                                encoding.categories(feature).count()));
            }
            columns.add(column);
        }
        return columns;
    }

    /** How many of some inputs are set in a row. */
    private static int occurring(InputSums sums, int from, int count) {
        int occurring = 0;
        for (int input = from; input < from + count; input++) {
            occurring += sums.high(input) > 0 ? 1 : 0;
        }
        return occurring;
    }
}
