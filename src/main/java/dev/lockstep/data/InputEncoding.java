package dev.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Encodes raw features as unscaled inputs of a network: a number is one input; a category is one-hot encoded, all zeros
 * if unknown; missing values are imputed.
 */
public final class InputEncoding implements Serializable {

    private static final long serialVersionUID = 1;

    private final int features;
    /** The first input of each feature, followed by the number of inputs; null if every feature is one input. */
    private final int[] first;
    /** The categories of each feature, null for numbers; null if there are none. */
    private final Categories[] categories;
    /** The imputed value of each feature; null if none can be missing. */
    private final double[] substitutes;

    private InputEncoding(int features, int[] first, Categories[] categories, double[] substitutes) {
        this.features = features;
        this.first = first;
        this.categories = categories;
        this.substitutes = substitutes;
    }

    /** For features that are numbers and never missing. */
    public static InputEncoding ofNumbers(int features) {
        return new InputEncoding(features, null, null, null);
    }

    /** @param categories the categories of each feature, null for numbers */
    public static InputEncoding of(Categories[] categories) {
        int[] first = new int[categories.length + 1];
        boolean numbers = true;
        for (int i = 0; i < categories.length; i++) {
            first[i + 1] = Math.addExact(first[i], categories[i] == null ? 1 : categories[i].count());
            numbers &= categories[i] == null;
        }
        return numbers
                ? ofNumbers(categories.length)
                : new InputEncoding(categories.length, first, categories.clone(), null);
    }

    /** The same, with imputed values. */
    public InputEncoding withSubstitutes(double[] values) {
        return new InputEncoding(features, first, categories, values.clone());
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

    /** One name per input: that of the feature, or {@code feature=category}. */
    public List<String> names(List<String> featureNames) {
        if (first == null) {
            return featureNames;
        }
        List<String> names = new ArrayList<>(inputs());
        for (int i = 0; i < features; i++) {
            String name = featureNames.get(i);
            if (isNumber(i)) {
                names.add(name);
            } else {
                categories[i].texts().forEach(category -> names.add(name + "=" + category));
            }
        }
        return names;
    }

    /** The scaling of inputs: categories are not scaled. */
    public Scaling scaling(Scaling ofFeatures) {
        if (first == null) {
            return ofFeatures;
        }
        int[] sources = new int[inputs()];
        Arrays.fill(sources, -1);
        for (int i = 0; i < features; i++) {
            if (isNumber(i)) {
                sources[first[i]] = i;
            }
        }
        return ofFeatures.of(sources.length, input -> sources[input]);
    }

    /** The scaling of features, from that of inputs. */
    public Scaling ofFeatures(Scaling ofInputs) {
        return ofInputs.of(features, feature -> isNumber(feature) ? input(feature) : -1);
    }

    /** Receives non-zero inputs. */
    public interface Sink {
        void add(int input, double value);
    }

    /** Passes on all non-zero inputs of a row, by ascending index. */
    public void encode(RawRow row, Sink to) {
        for (int i = 0; i < row.count(); i++) {
            int feature = row.index(i);
            double value = row.value(i);
            if (isNumber(feature)) {
                double known = Double.isNaN(value) && substitutes != null ? substitutes[feature] : value;
                if (known != 0) {
                    to.add(input(feature), known);
                }
            } else if (value <= categories[feature].count()) {
                to.add(first[feature] + (int) value - 1, 1);
            }
        }
    }
}
