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
import dev.lockstep.data.UnitLength;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;

/**
 * How rows are packed into floats.
 *
 * @param inputs the scaling of inputs; sparse rows are not centred
 * @param unit whether scaled rows have unit length; they are not centred then
 * @param weighted whether rows have weights
 * @param offset whether rows have offsets
 * @param sparse whether only non-zero inputs are kept
 */
record Packing(
        InputEncoding encoding,
        Scaling inputs,
        Scaling labels,
        boolean unit,
        boolean weighted,
        boolean offset,
        boolean sparse)
        implements Serializable {

    /** @param data says whether rows have unit length and weights */
    static Packing of(RowPlan data, InputEncoding encoding, Scaling features, Scaling labels, boolean sparse) {
        return new Packing(
                encoding,
                encoding.scaling(features),
                labels,
                data.areUnit(),
                data.weight().isPresent(),
                data.offset().isPresent(),
                sparse);
    }

    Shard shard(int index, int count, Iterator<byte[]> rows) {
        int targetWidth = labels.mean().length;
        FeaturePacker features = sparse ? new SparsePacker(count, this) : new DensePacker(count, this);
        float[] targets = new float[Math.multiplyExact(count, targetWidth)];
        float[] weights = weighted ? new float[count] : null;
        float[] offsets = offset ? new float[count] : null;
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
            if (offset) {
                offsets[row] = (float) scratch.offset();
            }
        }
        return new Shard(index, count, features.done(), targets, weights, offsets);
    }

    /** What scaled inputs of a row are divided by. */
    private double divisor(RawRow row) {
        if (!unit) {
            return 1;
        }
        double[] squares = new double[1];
        encoding.encode(row, (input, value) -> {
            double scaled = inputs.scaled(value, input);
            squares[0] += scaled * scaled;
        });
        return UnitLength.divisor(squares[0]);
    }

    /**
     * An input as it is stored.
     *
     * @param scaled the value, scaled and rounded
     */
    private float stored(float scaled, double value, int input, double divisor) {
        float usable = finite(scaled, value);
        return unit ? (float) (inputs.scaled(value, input) / divisor) : usable;
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
            double divisor = packing.divisor(raw);
            for (int i = 0; i < values.length; i++) {
                features.set(row, i, packing.stored(packing.inputs.apply(values[i], i), values[i], i, divisor));
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
            double divisor = packing.divisor(raw);
            packing.encoding.encode(raw, (input, value) -> {
                float stored = packing.stored(packing.inputs.uncentred(value, input), value, input, divisor);
                if (stored != 0) {
                    features.add(input, stored);
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
