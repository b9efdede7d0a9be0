package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Features;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;

/**
 * How rows are packed into floats.
 *
 * @param inputs the scaling of inputs; sparse rows are not centred
 * @param weighted whether rows have weights
 * @param sparse whether only non-zero inputs are kept
 */
record Packing(InputEncoding encoding, Scaling inputs, Scaling labels, boolean weighted, boolean sparse)
        implements Serializable {

    Shard shard(int index, int count, Iterator<byte[]> rows) {
        int targetWidth = labels.mean().length;
        FeaturePacker features = sparse ? new SparsePacker(count, this) : new DensePacker(count, this);
        float[] targets = new float[Math.multiplyExact(count, targetWidth)];
        float[] weights = weighted ? new float[count] : null;
        RawRow scratch = new RawRow(targetWidth);
        for (int row = 0; row < count; row++) {
            CanonicalRow.read(rows.next(), scratch);
            features.add(row, scratch);
            for (int i = 0; i < targetWidth; i++) {
                targets[row * targetWidth + i] = finite(labels.apply(scratch.target(i), i), scratch.target(i));
            }
            if (weighted) {
                weights[row] = (float) scratch.weight();
            }
        }
        return new Shard(index, count, features.done(), targets, weights);
    }

    private static float finite(float scaled, double value) {
        if (!Float.isFinite(scaled)) {
            throw new DataException(
                    "the value " + value + " is too large for a float; try " + key("data.scale: standard"));
        }
        return scaled;
    }

    private interface FeaturePacker {
        void add(int row, RawRow raw);

        Features done();
    }

    private static final class DensePacker implements FeaturePacker {

        private final Packing packing;
        private final double[] values;
        private final DenseFeatures features;

        DensePacker(int rows, Packing packing) {
            this.packing = packing;
            this.values = new double[packing.encoding.inputs()];
            this.features = new DenseFeatures(rows, values.length);
        }

        @Override
        public void add(int row, RawRow raw) {
            Arrays.fill(values, 0);
            packing.encoding.encode(raw, (input, value) -> values[input] = value);
            for (int i = 0; i < values.length; i++) {
                features.set(row, i, finite(packing.inputs.apply(values[i], i), values[i]));
            }
        }

        @Override
        public Features done() {
            return features;
        }
    }

    private static final class SparsePacker implements FeaturePacker {

        private final Packing packing;
        private final SparseFeatures.Builder features;

        SparsePacker(int rows, Packing packing) {
            this.packing = packing;
            this.features = new SparseFeatures.Builder(rows, packing.encoding.inputs());
        }

        @Override
        public void add(int row, RawRow raw) {
            packing.encoding.encode(raw, (input, value) -> {
                float scaled = finite(packing.inputs.uncentred(value, input), value);
                if (scaled != 0) {
                    features.add(input, scaled);
                }
            });
            features.endRow();
        }

        @Override
        public Features done() {
            return features.build();
        }
    }
}
