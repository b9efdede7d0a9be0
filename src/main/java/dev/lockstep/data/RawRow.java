package dev.lockstep.data;

import dev.lockstep.math.Hash;
import java.util.Arrays;

/**
 * A row as it was read, before anything is imputed, encoded or scaled: what is not 0 among its features, its targets and
 * its weight. A category is a number from 1, its place among the known ones; a missing value is NaN. To be used again
 * for row after row; belongs to one thread at a time.
 */
public final class RawRow {

    private int[] indexes = new int[16];
    private double[] values = new double[16];
    private int count;
    private long hash;
    private final double[] targets;
    private double weight;

    /** @param targets how many it has */
    public RawRow(int targets) {
        this.targets = new double[targets];
    }

    /**
     * A row of numbers.
     *
     * @param numbers features, targets and weight
     * @param features how many of them are features
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

    /** Forgets the row before. */
    public void begin(int features) {
        count = 0;
        hash = features;
    }

    /** Adds a number, or NaN for a missing one. Features are added by ascending index; 0 need not be. */
    public void add(int index, double value) {
        if (value != 0) {
            put(index, value, Double.doubleToLongBits(value));
        }
    }

    /**
     * Adds a category.
     *
     * @param place from 1; one more than there are for one that is not known
     * @param text what it is called: that counts as the row's content
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

    /** How many features are not 0. */
    public int count() {
        return count;
    }

    /** Which feature stands in a place, from 0 to {@link #count()}. */
    public int index(int place) {
        return indexes[place];
    }

    /** The feature in a place, from 0 to {@link #count()}. */
    public double value(int place) {
        return values[place];
    }

    /** A feature by its index, 0 where none was added. */
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

    /** All features, 0 where none was added. */
    public void copyFeatures(double[] to) {
        Arrays.fill(to, 0);
        for (int i = 0; i < count; i++) {
            to[indexes[i]] = values[i];
        }
    }
}
