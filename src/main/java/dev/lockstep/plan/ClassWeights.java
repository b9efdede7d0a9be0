package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rows of a class count in training, on top of their own weights. Metrics do not know them.
 *
 * @param balanced whether every class counts alike: Σw/(K·Σw_class)
 * @param byLabel a weight for some labels, 1 for the others
 */
public record ClassWeights(boolean balanced, Map<String, Double> byLabel) {

    public static final ClassWeights NONE = new ClassWeights(false, Map.of());
    public static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

    private static final Domain WEIGHT =
            new Domain("0 or a positive number", weight -> weight >= 0 && weight <= Float.MAX_VALUE);

    public ClassWeights {
        byLabel = Map.copyOf(new TreeMap<>(byLabel));
        byLabel.forEach((label, weight) -> WEIGHT.check("classWeights." + label, weight));
    }

    public boolean isNone() {
        return !balanced && byLabel.isEmpty();
    }
}
