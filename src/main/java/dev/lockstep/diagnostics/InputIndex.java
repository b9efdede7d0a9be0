package dev.lockstep.diagnostics;

import dev.lockstep.data.Features;
import dev.lockstep.data.SparseFeatures;

/** The rows in which each input of sparse rows is not 0 (CSC); nothing but the number of rows for dense ones. */
final class InputIndex {

    private final int rows;
    private final int[] starts;
    private final int[] rowOf;
    private final float[] values;

    InputIndex(Features features, int rows) {
        this.rows = rows;
        if (!(features instanceof SparseFeatures sparse)) {
            starts = new int[0];
            rowOf = starts;
            values = new float[0];
            return;
        }
        int count = Math.toIntExact(sparse.nonZeros());
        starts = new int[features.width() + 1];
        rowOf = new int[count];
        values = new float[count];
        forEach(sparse, (row, input, value) -> starts[input + 1]++);
        for (int i = 0; i < features.width(); i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        forEach(sparse, (row, input, value) -> {
            rowOf[next[input]] = row;
            values[next[input]++] = value;
        });
    }

    private interface Pair {
        void add(int row, int input, float value);
    }

    private void forEach(SparseFeatures sparse, Pair to) {
        for (int row = 0; row < rows; row++) {
            int[] indexes = new int[sparse.nonZeros(row)];
            float[] ofRow = new float[indexes.length];
            sparse.copyPairs(row, indexes, ofRow, 0);
            for (int i = 0; i < indexes.length; i++) {
                to.add(row, indexes[i], ofRow[i]);
            }
        }
    }

    int rows() {
        return rows;
    }

    /** Where the places of an input start; those of the next one follow. */
    int start(int input) {
        return starts[input];
    }

    int row(int place) {
        return rowOf[place];
    }

    float value(int place) {
        return values[place];
    }
}
