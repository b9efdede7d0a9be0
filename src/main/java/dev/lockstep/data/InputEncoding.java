package dev.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a row's raw features become a network's inputs, before they are scaled: a number is one input; a category is as
 * many as its column has, of which one is 1, or none if it is not known; what is missing becomes a number.
 */
public final class InputEncoding implements Serializable {

    private static final long serialVersionUID = 1;

    private final int features;
    /** The first input of each feature, and behind them the number of inputs; null if every feature is one input. */
    private final int[] first;
    /** A feature's categories, null for a number; null if there are none. */
    private final Categories[] categories;
    /** What a missing feature is taken for; null if none can be missing. */
    private final double[] substitutes;

    private InputEncoding(int features, int[] first, Categories[] categories, double[] substitutes) {
        this.features = features;
        this.first = first;
        this.categories = categories;
        this.substitutes = substitutes;
    }

    /** Every feature is a number, and there. */
    public static InputEncoding ofNumbers(int features) {
        return new InputEncoding(features, null, null, null);
    }

    /** @param categories a feature's categories, null for a number */
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

    /** The same, with numbers for what is missing. */
    public InputEncoding withSubstitutes(double[] values) {
        return new InputEncoding(features, first, categories, values.clone());
    }

    /** How many features a raw row has. */
    public int features() {
        return features;
    }

    /** How many inputs it becomes. */
    public int inputs() {
        return first == null ? features : first[features];
    }

    /** Whether a feature is a number. */
    public boolean isNumber(int feature) {
        return categories == null || categories[feature] == null;
    }

    /** A feature's first input. */
    public int input(int feature) {
        return first == null ? feature : first[feature];
    }

    /** The categories of a feature that is none of {@link #isNumber}. */
    public Categories categories(int feature) {
        return categories[feature];
    }

    /** What a missing feature is taken for, one a feature; empty if none must be missing. */
    public Optional<double[]> substitutes() {
        return Optional.ofNullable(substitutes).map(double[]::clone);
    }

    /** One name an input: the feature's, or {@code feature=category}. */
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

    /** The same scaling for inputs: categories are left as they are. */
    public Scaling scaling(Scaling ofFeatures) {
        if (first == null) {
            return ofFeatures;
        }
        Scaling scaling = Scaling.none(inputs());
        for (int i = 0; i < features; i++) {
            if (isNumber(i)) {
                scaling.mean()[first[i]] = ofFeatures.mean()[i];
                scaling.scale()[first[i]] = ofFeatures.scale()[i];
            }
        }
        return scaling;
    }

    /** The scaling of features that inputs have. */
    public Scaling ofFeatures(Scaling ofInputs) {
        Scaling scaling = Scaling.none(features);
        for (int i = 0; i < features; i++) {
            if (isNumber(i)) {
                scaling.mean()[i] = ofInputs.mean()[input(i)];
                scaling.scale()[i] = ofInputs.scale()[input(i)];
            }
        }
        return scaling;
    }

    /** Takes inputs that are not 0. */
    public interface Sink {
        void add(int input, double value);
    }

    /** Gives all inputs of a row that are not 0, by ascending index. */
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
