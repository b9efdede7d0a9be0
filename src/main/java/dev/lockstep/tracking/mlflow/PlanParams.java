package dev.lockstep.tracking.mlflow;

import dev.lockstep.format.Json;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.FlatPlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** All keys of a plan with their values, defaults included, as text; secrets are masked. */
final class PlanParams {

    private PlanParams() {}

    /** By path, such as {@code training.epochs} and {@code network.hidden.0.units}. */
    static Map<String, String> of(RunPlan plan) {
        Map<String, String> params = new LinkedHashMap<>();
        FlatPlan.of(plan, place -> "." + place).forEach((path, value) -> params.put(path, text(value)));
        return params;
    }

    private static String text(Object value) {
        return value instanceof Map || value instanceof Collection ? Json.line(value) : String.valueOf(value);
    }
}
