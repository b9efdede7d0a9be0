package dev.lockstep.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The weight of yes and no at each score, from which the areas under the ROC and the precision-recall curve follow
 * exactly. Above {@link #MOST_EXACT_ROWS} rows, scores are binned with 2⁻¹¹ relative width; see {@link #binned}.
 *
 * <p>Reference: T. Fawcett, "An introduction to ROC analysis" (2006); the area under precision-recall is the average
 * precision Σ (Rᵢ − Rᵢ₋₁)·Pᵢ, without interpolation.
 */
final class ScoreCurve implements Serializable {

    static final long MOST_EXACT_ROWS = 10_000_000;

    private static final long serialVersionUID = 1;
    private static final int BIN_MASK = ~0xFFF;

    private final boolean binned;
    private int size;
    /** Scores as order-preserving ints. */
    private int[] keys = new int[64];

    private double[] yes = new double[64];
    private double[] no = new double[64];

    /** @param rows total number of rows */
    ScoreCurve(long rows) {
        binned = rows > MOST_EXACT_ROWS;
    }

    boolean binned() {
        return binned;
    }

    void add(float score, boolean truth, double weight) {
        int bits = Float.floatToIntBits(score + 0f);
        int key = bits ^ ((bits >> 31) & 0x7FFFFFFF);
        append(binned ? key & BIN_MASK : key, truth ? weight : 0, truth ? 0 : weight);
    }

    ScoreCurve merge(ScoreCurve other) {
        for (int i = 0; i < other.size; i++) {
            append(other.keys[i], other.yes[i], other.no[i]);
        }
        return this;
    }

    /** The probability that a yes scores above a no, ties count half; NaN if one of the two has no rows. */
    double areaUnderRoc() {
        compact();
        double below = 0;
        double area = 0;
        double totalYes = 0;
        for (int i = 0; i < size; i++) {
            area += yes[i] * (below + no[i] / 2);
            below += no[i];
            totalYes += yes[i];
        }
        return area / (totalYes * below);
    }

    /** The average precision; NaN if there is no yes. */
    double areaUnderPrecisionRecall() {
        compact();
        double foundYes = 0;
        double found = 0;
        double area = 0;
        for (int i = size - 1; i >= 0; i--) {
            foundYes += yes[i];
            found += yes[i] + no[i];
            area += found == 0 ? 0 : yes[i] * (foundYes / found);
        }
        return area / foundYes;
    }

    private void append(int key, double yesWeight, double noWeight) {
        if (size == keys.length) {
            compact();
            if (size > keys.length / 2) {
                keys = Arrays.copyOf(keys, 2 * size);
                yes = Arrays.copyOf(yes, 2 * size);
                no = Arrays.copyOf(no, 2 * size);
            }
        }
        keys[size] = key;
        yes[size] = yesWeight;
        no[size] = noWeight;
        size++;
    }

    /** Sorts by score and adds weights of equal scores, in order of arrival. */
    private void compact() {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = ((long) keys[i] << 32) | i;
        }
        Arrays.sort(order);
        double[] newYes = new double[keys.length];
        double[] newNo = new double[keys.length];
        int end = -1;
        int lastKey = 0;
        for (long entry : order) {
            int key = (int) (entry >> 32);
            if (end < 0 || key != lastKey) {
                end++;
                lastKey = key;
                keys[end] = key;
            }
            newYes[end] += yes[(int) entry];
            newNo[end] += no[(int) entry];
        }
        yes = newYes;
        no = newNo;
        size = end + 1;
    }
}
