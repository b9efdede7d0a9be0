package dev.lockstep.data;

import dev.lockstep.data.column.Bins;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Encodes raw features as unscaled inputs of a network: a number is one input, and with {@link Bins} one more for each
 * of them; a category is one-hot encoded, all zeros if unknown; missing values are imputed.
 */
public final class InputEncoding implements Serializable {

    private static final long serialVersionUID = 1;

    private final int features;
    /** The first input of each feature, followed by the number of inputs; null if every feature is one input. */
    private final int[] first;
    /** The categories of each feature, null for numbers; null if there are none. */
    private final Categories[] categories;
    /** The bins of each feature, null for those without; null if there are none. */
    private final Bins[] bins;
    /** The features with bins. */
    private final int[] binned;

    private final int binnedInputs;
    /** The imputed value of each feature; null if none can be missing. */
    private final double[] substitutes;

    private InputEncoding(int features, Categories[] categories, Bins[] bins, double[] substitutes) {
        this.features = features;
        this.categories = categories;
        this.bins = bins;
        this.substitutes = substitutes;
        this.binned = IntStream.range(0, features)
                .filter(i -> bins != null && bins[i] != null)
                .toArray();
        this.binnedInputs = Arrays.stream(binned).map(i -> bins[i].inputs()).sum();
        this.first = categories == null && bins == null ? null : new int[features + 1];
        for (int i = 0; first != null && i < features; i++) {
            int inputs = !isNumber(i) ? categories[i].count() : bins(i) == null ? 1 : bins(i).inputs();
            first[i + 1] = Math.addExact(first[i], inputs);
        }
    }

    /** For features that are numbers and never missing. */
    public static InputEncoding ofNumbers(int features) {
        return new InputEncoding(features, null, null, null);
    }

    /** @param categories the categories of each feature, null for numbers */
    public static InputEncoding of(Categories[] categories) {
        boolean numbers = Arrays.stream(categories).allMatch(Objects::isNull);
        return new InputEncoding(categories.length, numbers ? null : categories.clone(), null, null);
    }

    /** The same, with imputed values. */
    public InputEncoding withSubstitutes(double[] values) {
        return new InputEncoding(features, categories, bins, values.clone());
    }

    /** The same, with the bins of each feature, null for those without. */
    public InputEncoding withBins(Bins[] ofFeatures) {
        boolean none = Arrays.stream(ofFeatures).allMatch(Objects::isNull);
        return new InputEncoding(features, categories, none ? null : ofFeatures.clone(), substitutes);
    }

    /** The number of raw features. */
    public int features() {
        return features;
    }

    /** The number of inputs. */
    public int inputs() {
        return first == null ? features : first[features];
    }

    /** Whether a feature is a number. */
    public boolean isNumber(int feature) {
        return categories == null || categories[feature] == null;
    }

    /** Whether a feature is a number that is an input itself. */
    public boolean hasValue(int feature) {
        return isNumber(feature) && (bins(feature) == null || bins(feature).hasValue());
    }

    /** The bins of a feature, null if it has none. */
    public Bins bins(int feature) {
        return bins == null ? null : bins[feature];
    }

    /** The bins of some features in a row; empty if they have none. */
    public List<Bins> bins(int from, int count) {
        return bins == null || bins[from] == null ? List.of() : List.of(Arrays.copyOfRange(bins, from, from + count));
    }

    /** The number of inputs of features with bins. */
    public int binnedInputs() {
        return binnedInputs;
    }

    /** The first input of a feature. */
    public int input(int feature) {
        return first == null ? feature : first[feature];
    }

    /** The categories of a categorical feature. */
    public Categories categories(int feature) {
        return categories[feature];
    }

    /** The imputed value of each feature; empty if features must not be missing. */
    public Optional<double[]> substitutes() {
        return Optional.ofNullable(substitutes).map(double[]::clone);
    }

    /**
     * One name per input: that of the feature, {@code feature=category}, {@code feature#place} of hashed categories,
     * {@code feature:from..to} for a bin, or {@code feature:missing}.
     */
    public List<String> names(List<String> featureNames) {
        if (first == null) {
            return featureNames;
        }
        List<String> names = new ArrayList<>(inputs());
        for (int i = 0; i < features; i++) {
            String name = featureNames.get(i);
            if (hasValue(i)) {
                names.add(name);
            }
            if (isNumber(i)) {
                addBinNames(name, bins(i), names);
            } else {
                names.addAll(categories[i].inputNames(name));
            }
        }
        return names;
    }

    private static void addBinNames(String name, Bins bins, List<String> names) {
        double[] edges = bins == null ? new double[0] : bins.edges();
        for (int i = 1; i < edges.length; i++) {
            names.add(name + ":" + Labels.text(edges[i - 1]) + ".." + Labels.text(edges[i]));
        }
        if (bins != null && bins.hasMissing()) {
            names.add(name + ":missing");
        }
    }

    /** The scaling of inputs: categories and bins are not scaled. */
    public Scaling scaling(Scaling ofFeatures) {
        if (first == null) {
            return ofFeatures;
        }
        int[] sources = new int[inputs()];
        Arrays.fill(sources, -1);
        for (int i = 0; i < features; i++) {
            if (hasValue(i)) {
                sources[first[i]] = i;
            }
        }
        return ofFeatures.of(sources.length, input -> sources[input]);
    }

    /** The scaling of features, from that of inputs. */
    public Scaling ofFeatures(Scaling ofInputs) {
        return ofInputs.of(features, feature -> hasValue(feature) ? input(feature) : -1);
    }

    /** Receives non-zero inputs. */
    public interface Sink {
        void add(int input, double value);
    }

    /** Passes on all non-zero inputs of a row, by ascending index. */
    public void encode(RawRow row, Sink to) {
        int next = 0;
        for (int feature : binned) {
            next = encode(row, next, feature, to);
            boolean stored = next < row.count() && row.index(next) == feature;
            encode(feature, stored ? row.value(next++) : 0, to);
        }
        encode(row, next, features, to);
    }

    /** Passes on the inputs of stored features without bins, from a place on and up to a feature; returns the next place. */
    private int encode(RawRow row, int from, int end, Sink to) {
        int i = from;
        for (; i < row.count() && row.index(i) < end; i++) {
            int feature = row.index(i);
            double value = row.value(i);
            if (isNumber(feature)) {
                double known = known(value, feature);
                if (known != 0) {
                    to.add(input(feature), known);
                }
            } else if (value <= categories[feature].count()) {
                to.add(first[feature] + (int) value - 1, 1);
            }
        }
        return i;
    }

    /** Passes on the inputs of a feature with bins. */
    private void encode(int feature, double value, Sink to) {
        Bins of = bins[feature];
        int at = first[feature];
        double known = known(value, feature);
        if (of.hasValue()) {
            if (known != 0) {
                to.add(at, known);
            }
            at++;
        }
        boolean missing = Double.isNaN(value);
        for (int bin = 0; bin < of.count() && !missing; bin++) {
            double share = of.share(bin, value);
            if (share == 0) {
                break;
            }
            to.add(at + bin, share);
        }
        if (missing && of.hasMissing()) {
            to.add(at + of.count(), 1);
        }
    }

    private double known(double value, int feature) {
        return Double.isNaN(value) && substitutes != null ? substitutes[feature] : value;
    }
}
