package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Mappings;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights of classes in training, multiplied by row weights. Metrics ignore them.
 *
 * @param balanced whether all classes have the same total weight: Σw/(K·Σw_class)
 * @param byLabel a weight for some labels, 1 for the others
 */
public record ClassWeights(boolean balanced, Map<String, Double> byLabel) {

    private static final Domain WEIGHT = Domain.between(0, Float.MAX_VALUE, "0 or a positive number");

    public static final ClassWeights NONE = new ClassWeights(false, Map.of());
    public static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

    private static final Map<Object, ClassWeights> WORDS = Map.of("none", NONE, "balanced", BALANCED);

    static final Type<ClassWeights> TYPE = new Forms<>("none, balanced or {label: weight}", ClassWeights::plain)
            .with(WORDS::containsKey, Types.of("", Map.of("enum", List.of("none", "balanced")), WORDS::get, w -> w))
            .with(
                    Map.class::isInstance,
                    Types.as(
                            Mappings.byName(Types.number(WEIGHT)),
                            byLabel -> new ClassWeights(false, byLabel),
                            ClassWeights::byLabel));

    public ClassWeights {
        byLabel = Map.copyOf(new TreeMap<>(byLabel));
        byLabel.forEach(WEIGHT::check);
    }

    private Object plain() {
        return isNone() ? "none" : balanced ? "balanced" : new TreeMap<>(byLabel);
    }

    public boolean isNone() {
        return !balanced && byLabel.isEmpty();
    }
}
