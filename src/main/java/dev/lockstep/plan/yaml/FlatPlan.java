package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.RunPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** All keys of a plan with their values, defaults included; secrets are masked. */
public final class FlatPlan {

    private FlatPlan() {}

    /**
     * The plain values by path, such as {@code training.epochs} and {@code network.hidden[0].units}; an empty mapping and a
     * list of plain values are values.
     *
     * @param place how the index of an item is written, such as {@code [0]}
     */
    public static Map<String, Object> of(RunPlan plan, IntFunction<String> place) {
        Map<String, Object> flat = new LinkedHashMap<>();
        add("", RunPlan.SCHEMA.write(plan), place, flat);
        return flat;
    }

    private static void add(String path, Object value, IntFunction<String> place, Map<String, Object> to) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, inner) -> add(Violation.join(path, key.toString()), inner, place, to));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                add(path + place.apply(i), list.get(i), place, to);
            }
        } else {
            to.put(path, value);
        }
    }
}
