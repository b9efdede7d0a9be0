package dev.lockstep.data;

import dev.lockstep.math.Hash;
import java.util.Arrays;

/**
 * A row before imputation, encoding and scaling: its non-zero features, targets and weight. A category is its index
 * from 1 among the known ones; a missing value is NaN. Reusable buffer for one thread at a time.
 */
public final class RawRow {

    private int[] indexes = new int[16];
    private double[] values = new double[16];
    private int count;
    private long hash;
    private final double[] targets;
    private double weight;
    private double offset;
    private boolean hasOffset;

    /** @param targets number of targets */
    public RawRow(int targets) {
        this.targets = new double[targets];
    }

    /**
     * A row of numbers.
     *
     * @param numbers features, targets and weight
     * @param features number of features among them
     */
    public static RawRow of(double[] numbers, int features) {
        RawRow row = new RawRow(numbers.length - features - 1);
        row.begin(features);
        for (int i = 0; i < features; i++) {
            row.add(i, numbers[i]);
        }
        System.arraycopy(numbers, features, row.targets, 0, row.targets.length);
        row.setWeight(numbers[numbers.length - 1]);
        return row;
    }

    /** Clears the row. */
    public void begin(int features) {
        count = 0;
        hash = features;
    }

    /** Adds a number, or NaN for a missing one. Features are added by ascending index; zeros may be omitted. */
    public void add(int index, double value) {
        if (value != 0) {
            put(index, value, Double.doubleToLongBits(value));
        }
    }

    /**
     * Adds a category.
     *
     * @param place from 1; the number of categories plus one if unknown
     * @param text its name, which is hashed as the content
     */
    public void addCategory(int index, int place, String text) {
        put(index, place, Hash.of(text));
    }

    /** Adds a feature of a row whose hash is known. */
    void put(int index, double value) {
        reserve(count + 1);
        indexes[count] = index;
        values[count++] = value;
    }

    private void put(int index, double value, long content) {
        put(index, value);
        hash = Hash.append(Hash.append(hash, index), content);
    }

    private void reserve(int wanted) {
        if (wanted > indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * wanted);
            values = Arrays.copyOf(values, 2 * wanted);
        }
    }

    public void setTarget(int index, double value) {
        targets[index] = value;
    }

    public void setWeight(double value) {
        weight = value;
    }

    /** Sets a number that is added to the outputs, which makes it part of the content of this and later rows. */
    public void setOffset(double value) {
        offset = value;
        hasOffset = true;
    }

    /** The number of non-zero features. */
    public int count() {
        return count;
    }

    /** The index of the i-th non-zero feature, i below {@link #count()}. */
    public int index(int place) {
        return indexes[place];
    }

    /** The value of the i-th non-zero feature, i below {@link #count()}. */
    public double value(int place) {
        return values[place];
    }

    /** A feature by its index, 0 if it was not added. */
    public double at(int index) {
        int place = Arrays.binarySearch(indexes, 0, count, index);
        return place < 0 ? 0 : values[place];
    }

    public int targetCount() {
        return targets.length;
    }

    public double target(int index) {
        return targets[index];
    }

    public double weight() {
        return weight;
    }

    /** 0 if none was set. */
    public double offset() {
        return offset;
    }

    boolean hasOffset() {
        return hasOffset;
    }

    /** Whether a feature is missing. */
    public boolean isIncomplete() {
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(values[i])) {
                return true;
            }
        }
        return false;
    }

    /** The hash of the features that were added. */
    long featureHash() {
        return hash;
    }

    /** All features, 0 if not added. */
    public void copyFeatures(double[] to) {
        Arrays.fill(to, 0);
        for (int i = 0; i < count; i++) {
            to[indexes[i]] = values[i];
        }
    }
}
