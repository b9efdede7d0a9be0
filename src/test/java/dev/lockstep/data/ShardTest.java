package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardTest {

    private static final float[][] FEATURES = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {0, 0, 0}, {-1, 0, 1}};
    private static final float[][] TARGETS = {{1, 0}, {0, 1}, {1, 1}, {0, 0}, {2, 2}};
    private static final float[] WEIGHTS = {1, 0, 2.5f, 1, 3};

    @Test
    void aShardGivesBackItsRows() {
        Shard[] shards = new Rows(FEATURES, TARGETS, WEIGHTS).pack(2);
        for (int row = 0; row < 5; row++) {
            Shard shard = shards[row / 3];
            float[] features = new float[5];
            float[] targets = new float[4];
            shard.features().copyRow(row % 3, features, 1);
            shard.copyTargets(row % 3, targets, 2);
            assertArrayEquals(new float[] {0, FEATURES[row][0], FEATURES[row][1], FEATURES[row][2], 0}, features);
            assertArrayEquals(new float[] {0, 0, TARGETS[row][0], TARGETS[row][1]}, targets);
            assertEquals(WEIGHTS[row], shard.weight(row % 3));
        }
        assertEquals(3, shards[0].rows());
        assertEquals(2, shards[1].rows());
        assertEquals(1, shards[1].index());
        assertEquals(2, shards[0].targetWidth());
        assertEquals(3, shards[0].features().width());
    }

    @Test
    void withoutWeightsEveryRowHasWeightOne() {
        assertEquals(1f, new Rows(FEATURES, TARGETS, null).pack(1)[0].weight(4));
    }

    @Test
    void aShardMayBeEmpty() {
        Shard empty = new Rows(FEATURES, TARGETS, null).pack(7)[6];
        assertEquals(0, empty.rows());
        assertEquals(0, empty.targetWidth());
    }

    @Test
    void theFingerprintChangesWithAnyValue() {
        Set<Long> fingerprints = new HashSet<>();
        int count = 0;
        for (int row = -1; row < 5; row++) {
            for (int place = 0; place < 6; place++) {
                float[][] features = deepCopy(FEATURES);
                float[][] targets = deepCopy(TARGETS);
                float[] weights = WEIGHTS.clone();
                if (row >= 0) {
                    float[] changed = place < 3 ? features[row] : place < 5 ? targets[row] : weights;
                    int at = place < 3 ? place : place < 5 ? place - 3 : row;
                    changed[at] = Math.nextUp(changed[at]);
                }
                if (row >= 0 || place == 0) {
                    fingerprints.add(new Rows(features, targets, weights).pack(1)[0].fingerprint());
                    count++;
                }
            }
        }
        assertEquals(31, count);
        assertEquals(count, fingerprints.size());
    }

    @Test
    void theFingerprintChangesWithTheOrderTheShapeAndTheWeights() {
        Rows rows = new Rows(FEATURES, TARGETS, null);
        long fingerprint = rows.pack(1)[0].fingerprint();
        assertEquals(fingerprint, new Rows(deepCopy(FEATURES), deepCopy(TARGETS), null).pack(1)[0].fingerprint());
        assertNotEquals(fingerprint, rows.select(0, 1, 3, 2, 4).pack(1)[0].fingerprint());
        assertNotEquals(fingerprint, rows.select(0, 1, 2, 3).pack(1)[0].fingerprint());
        assertNotEquals(fingerprint, new Rows(FEATURES, TARGETS, new float[5]).pack(1)[0].fingerprint());
        DenseFeatures wide = new DenseFeatures(1, 4);
        DenseFeatures tall = new DenseFeatures(4, 1);
        assertNotEquals(wide.fingerprint(), tall.fingerprint());
        assertNotEquals(new DenseFeatures(1, 4).fingerprint(), new DenseFeatures(2, 4).fingerprint());
    }

    /** A chunk holds 3 rows of 20 MB. */
    @Test
    void rowsAreFoundWhereChunksMeet() {
        int width = 5_000_000;
        DenseFeatures features = new DenseFeatures(4, width);
        for (int row = 0; row < 4; row++) {
            features.set(row, 0, row + 1);
        }
        float[] copied = new float[width];
        for (int row = 0; row < 4; row++) {
            features.copyRow(row, copied, 0);
            assertEquals(row + 1, copied[0]);
        }
    }

    private static float[][] deepCopy(float[][] table) {
        float[][] copy = new float[table.length][];
        for (int row = 0; row < table.length; row++) {
            copy[row] = table[row].clone();
        }
        return copy;
    }
}
