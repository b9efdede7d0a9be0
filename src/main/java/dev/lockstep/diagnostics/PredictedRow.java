package dev.lockstep.diagnostics;

import dev.lockstep.data.Shard;
import dev.lockstep.objective.Examples;

/** A row of a block with its predictions: a cursor, moved from row to row. */
final class PredictedRow {

    private final Shard shard;
    private final int first;
    private final Examples examples;
    private final float[] predictions;
    private int row = -1;

    /**
     * @param first the block's first row in the shard
     * @param predictions {@code [rows][units]}
     */
    PredictedRow(Shard shard, int first, Examples examples, float[] predictions) {
        this.shard = shard;
        this.first = first;
        this.examples = examples;
        this.predictions = predictions;
    }

    boolean next() {
        return ++row < examples.rows();
    }

    Shard shard() {
        return shard;
    }

    int rowOfShard() {
        return first + row;
    }

    double weight() {
        return examples.weights()[row];
    }

    int units() {
        return examples.units();
    }

    float prediction(int unit) {
        return predictions[row * examples.units() + unit];
    }

    float target(int index) {
        return examples.targets()[row * examples.targetWidth() + index];
    }

    int targetWidth() {
        return examples.targetWidth();
    }
}
