package dev.lockstep.plan;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Violation;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of keys that a plan does not give. A change of them is a preset of its own, so that a plan with a version trains
 * the same model with later releases.
 */
public enum Preset {
    /**
     * For tables of numbers and categories: Y. Gorishniy et al., "On embeddings for numerical features in tabular deep
     * learning" (2022); I. Loshchilov, F. Hutter, "Decoupled weight decay regularization" (2019).
     */
    TABULAR_1;

    private static final String NAME = "preset";
    /** The name that stands for the newest version. */
    private static final String NEWEST = "tabular";

    private static final List<Preset> ALL = List.of(values());

    static final Type<Optional<Preset>> TYPE = Types.orNone(Types.of(
            Names.either(List.of(NEWEST, Names.of(TABULAR_1))),
            Map.of("enum", List.of(NEWEST, Names.of(TABULAR_1))),
            Preset::read,
            Names::of));

    private static Preset read(Object plain) {
        return NEWEST.equals(plain)
                ? ALL.get(ALL.size() - 1)
                : ALL.stream()
                        .filter(preset -> Names.of(preset).equals(plain))
                        .findFirst()
                        .orElse(null);
    }

    /** Adds the values of a plan's preset, if it has one, to the plan, which is modified. */
    public static void fill(Map<String, Object> plan) {
        Object name = plan.get(NAME);
        if (name != null && name != Section.TAKEN_AWAY) {
            Types.within(NAME, TYPE, name)
                    .ifPresent(preset -> preset.values(plan).forEach((path, value) -> putMissing(plan, path, value)));
        }
    }

    /** The values for a plan, which fit what it gives. */
    private Map<String, Object> values(Map<String, Object> plan) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> layer = Map.of("units", 128, "activation", "relu");
        values.put("network.hidden", List.of(layer, layer));
        values.put("data.encode", "piecewise_linear");
        values.put("data.validation", Map.of("fraction", 0.15));
        if (!"none".equals(given(plan, "data.validation"))) {
            values.put("training.earlyStopping", Map.of("metric", "loss", "patience", "none"));
        }
        if (hasScalableLabels(given(plan, "loss"))) {
            values.put("data.scaleLabel", "standard");
        }
        if (!choosesSteps(given(plan, "optimizer"))) {
            values.put("optimizer", Map.of("name", "adamw", "weightDecay", 0.3, "decayBiases", false));
            values.put("learningRate", Map.of("name", "cosine", "initial", 0.004, "per", "step"));
            values.put("training.batchSize", "auto");
        }
        values.put("training.epochs", "auto");
        Object start = given(plan, "network.initializeFrom");
        if (start == null || start.equals("none")) { // Networks that start alike would stay much alike.
            values.put("training.ensemble", 4);
        }
        return values;
    }

    private static boolean hasScalableLabels(Object loss) {
        return chosen(Losses.CATALOG, loss).map(value -> !value.ownsLink()).orElse(false);
    }

    private static boolean choosesSteps(Object optimizer) {
        return chosen(Optimizers.CATALOG, optimizer)
                .map(Optimizer::choosesStepLength)
                .orElse(false);
    }

    /** What a plan chooses; empty if that is missing or wrong, which reading the plan tells. */
    private static <T> Optional<T> chosen(Catalog<T> catalog, Object words) {
        try {
            return Optional.of(
                    catalog.fromWords(Section.withoutTakenAway(words)).value());
        } catch (Violation e) {
            return Optional.empty();
        }
    }

    /** The value at a path; null if it is missing. */
    private static Object given(Map<String, Object> plan, String path) {
        Object value = plan;
        for (String name : path.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value == Section.TAKEN_AWAY ? null : value;
    }

    @SuppressWarnings("unchecked") // A mapping of a plan has names.
    private static void putMissing(Map<String, Object> plan, String path, Object value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        Object found = plan.get(name);
        boolean missing = found == null || found == Section.TAKEN_AWAY;
        if (dot < 0) {
            if (missing) {
                plan.put(name, value);
            }
        } else if (missing || found instanceof Map) {
            Map<String, Object> inner =
                    missing ? new LinkedHashMap<>() : new LinkedHashMap<>((Map<String, Object>) found);
            putMissing(inner, path.substring(dot + 1), value);
            plan.put(name, inner);
        }
    }
}
