package dev.lockstep.diagnostics;

import dev.lockstep.data.Features;
import dev.lockstep.data.SparseFeatures;
import java.util.Arrays;

/** The values of one input column, which may be several inputs, in all rows. */
interface ColumnValues {

    /** Whether two rows have the same values. */
    boolean same(int row, int other);

    /**
     * Some rows with the values of others in this column.
     *
     * @param source for every row of all, the row that its values are of
     */
    Features exchanged(int[] rows, int[] source);

    /** The values of the inputs {@code [from .. to)}. */
    static ColumnValues of(Features features, InputIndex index, int from, int to) {
        return features instanceof SparseFeatures sparse
                ? new Sparse(sparse, index, from, to)
                : new Dense(features, index.rows(), from, to);
    }

    /** Of dense rows: all values, {@code [rows][to − from]}. */
    final class Dense implements ColumnValues {

        private final Features features;
        private final int from;
        private final int width;
        private final float[] values;

        Dense(Features features, int rows, int from, int to) {
            this.features = features;
            this.from = from;
            this.width = to - from;
            this.values = new float[Math.multiplyExact(rows, width)];
            float[] row = new float[features.width()];
            for (int i = 0; i < rows; i++) {
                features.copyRow(i, row, 0);
                System.arraycopy(row, from, values, i * width, width);
            }
        }

        @Override
        public boolean same(int row, int other) {
            int a = row * width;
            int b = other * width;
            return Arrays.equals(values, a, a + width, values, b, b + width);
        }

        @Override
        public Features exchanged(int[] rows, int[] source) {
            return new Features() {
                private static final long serialVersionUID = 1;

                @Override
                public int width() {
                    return features.width();
                }

                @Override
                public void copyRow(int row, float[] to, int at) {
                    features.copyRow(rows[row], to, at);
                    System.arraycopy(values, source[rows[row]] * width, to, at + from, width);
                }

                @Override
                public long fingerprint() {
                    return 0;
                }
            };
        }
    }

    /** Of sparse rows: the values that are not 0, by row. */
    final class Sparse implements ColumnValues {

        private final SparseFeatures features;
        private final int from;
        private final int to;
        /** Where the pairs of each row start, and where the last ends. */
        private final int[] starts;

        private final int[] inputs;
        private final float[] values;

        Sparse(SparseFeatures features, InputIndex index, int from, int to) {
            this.features = features;
            this.from = from;
            this.to = to;
            int first = index.start(from);
            int count = index.start(to) - first;
            this.starts = new int[index.rows() + 1];
            for (int i = 0; i < count; i++) {
                starts[index.row(first + i) + 1]++;
            }
            for (int row = 0; row < index.rows(); row++) {
                starts[row + 1] += starts[row];
            }
            this.inputs = new int[count];
            this.values = new float[count];
            int[] next = starts.clone();
            for (int input = from; input < to; input++) {
                for (int i = index.start(input); i < index.start(input + 1); i++) {
                    int place = next[index.row(i)]++;
                    inputs[place] = input;
                    values[place] = index.value(i);
                }
            }
        }

        @Override
        public boolean same(int row, int other) {
            return Arrays.equals(inputs, starts[row], starts[row + 1], inputs, starts[other], starts[other + 1])
                    && Arrays.equals(values, starts[row], starts[row + 1], values, starts[other], starts[other + 1]);
        }

        @Override
        public Features exchanged(int[] rows, int[] source) {
            SparseFeatures.Builder builder = new SparseFeatures.Builder(rows.length, features.width());
            for (int row : rows) {
                int[] indexes = new int[features.nonZeros(row)];
                float[] ofRow = new float[indexes.length];
                features.copyPairs(row, indexes, ofRow, 0);
                int i = 0;
                for (; i < indexes.length && indexes[i] < from; i++) {
                    builder.add(indexes[i], ofRow[i]);
                }
                for (int j = starts[source[row]]; j < starts[source[row] + 1]; j++) {
                    builder.add(inputs[j], values[j]);
                }
                for (; i < indexes.length; i++) {
                    if (indexes[i] >= to) {
                        builder.add(indexes[i], ofRow[i]);
                    }
                }
                builder.endRow();
            }
            return builder.build();
        }
    }
}
