package dev.lockstep.data;

import dev.lockstep.math.RandomStream;
import dev.lockstep.math.RandomStream.Purpose;
import java.util.Arrays;

/**
 * Rows in canonical order, for tests.
 *
 * @param features {@code [rows][width]}
 * @param targets {@code [rows][target width]}
 * @param weights one a row, or null if all are 1
 */
public record Rows(float[][] features, float[][] targets, float[] weights) {

    /** Standard normal features; the targets are the caller's. */
    public static Rows random(int count, int width, float[][] targets, float[] weights) {
        RandomStream random = RandomStream.of(77, Purpose.CANARY, count, width);
        float[][] features = new float[count][width];
        for (int i = 0; i < count * width; i++) {
            features[i / width][i % width] = (float) random.normal(i);
        }
        return new Rows(features, targets, weights);
    }

    public int count() {
        return features.length;
    }

    public int width() {
        return features[0].length;
    }

    public float weight(int row) {
        return weights == null ? 1f : weights[row];
    }

    /** Some of the rows, in the given order. */
    public Rows select(int... rows) {
        return new Rows(
                Arrays.stream(rows).mapToObj(row -> features[row]).toArray(float[][]::new),
                Arrays.stream(rows).mapToObj(row -> targets[row]).toArray(float[][]::new),
                weights == null ? null : at(weights, rows));
    }

    /** The same rows with some features set to 0: about so many of a hundred are left. */
    public Rows thinned(int percent) {
        RandomStream random = RandomStream.of(78, Purpose.CANARY, percent);
        float[][] thinned = new float[count()][width()];
        for (int i = 0; i < count() * width(); i++) {
            boolean left = random.below(i, 100) < percent;
            thinned[i / width()][i % width()] = left ? features[i / width()][i % width()] : 0;
        }
        return new Rows(thinned, targets, weights);
    }

    public Shard[] pack(int shards) {
        return pack(shards, this::dense);
    }

    /** The same shards with features of which only those are kept that are not 0. */
    public Shard[] packSparse(int shards) {
        return pack(shards, this::sparse);
    }

    private Shard[] pack(int shards, Packing packing) {
        ShardLayout layout = new ShardLayout(count(), shards);
        Shard[] packed = new Shard[shards];
        for (int shard = 0; shard < shards; shard++) {
            packed[shard] = pack(shard, (int) layout.start(shard), (int) layout.start(shard + 1), packing);
        }
        return packed;
    }

    private Features dense(int from, int to) {
        DenseFeatures packed = new DenseFeatures(to - from, width());
        for (int row = from; row < to; row++) {
            for (int feature = 0; feature < width(); feature++) {
                packed.set(row - from, feature, features[row][feature]);
            }
        }
        return packed;
    }

    private Features sparse(int from, int to) {
        SparseFeatures.Builder builder = new SparseFeatures.Builder(to - from, width());
        for (int row = from; row < to; row++) {
            for (int feature = 0; feature < width(); feature++) {
                builder.add(feature, features[row][feature]);
            }
            builder.endRow();
        }
        return builder.build();
    }

    private Shard pack(int index, int from, int to, Packing packing) {
        Features packed = packing.features(from, to);
        float[] packedTargets = new float[(to - from) * targets[0].length];
        for (int row = from; row < to; row++) {
            System.arraycopy(targets[row], 0, packedTargets, (row - from) * targets[0].length, targets[0].length);
        }
        float[] packedWeights = weights == null ? null : Arrays.copyOfRange(weights, from, to);
        return new Shard(index, to - from, packed, packedTargets, packedWeights);
    }

    private interface Packing {
        Features features(int from, int to);
    }

    private static float[] at(float[] values, int... indexes) {
        float[] chosen = new float[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            chosen[i] = values[indexes[i]];
        }
        return chosen;
    }
}
