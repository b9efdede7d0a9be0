package dev.lockstep.plan.yaml;

import dev.lockstep.plan.RunPlan;

/**
 * Writes plans with all defaults. {@link PlanFile} reads the same plan back, except for secrets, which are masked.
 */
public final class PlanWriter {

    private PlanWriter() {}

    public static String write(RunPlan plan) {
        return YamlWriter.write(RunPlan.SCHEMA.write(plan));
    }
}
