package dev.lockstep.tracking.mlflow;

import dev.lockstep.catalog.Violation;
import dev.lockstep.format.Json;
import dev.lockstep.plan.RunPlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All keys of a plan with their values, defaults included, as text; secrets are masked. */
final class PlanParams {

    private PlanParams() {}

    /** By path, such as {@code training.epochs} and {@code network.hidden.0.units}. */
    static Map<String, String> of(RunPlan plan) {
        Map<String, String> params = new LinkedHashMap<>();
        flatten("", RunPlan.SCHEMA.write(plan), params);
        return params;
    }

    private static void flatten(String path, Object value, Map<String, String> params) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, inner) -> flatten(Violation.join(path, key.toString()), inner, params));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "." + i, list.get(i), params);
            }
        } else if (value instanceof Map || value instanceof Collection) {
            params.put(path, Json.line(value));
        } else {
            params.put(path, String.valueOf(value));
        }
    }
}
