package dev.lockstep.plan.yaml;

import dev.lockstep.plan.RunPlan;

/**
 * Writes plans with every default filled in, as {@link PlanFile} reads them: the same plan comes back, but for secrets, in
 * whose place a mask stands.
 */
public final class PlanWriter {

    private PlanWriter() {}

    public static String write(RunPlan plan) {
        return YamlWriter.write(RunPlan.SCHEMA.write(plan));
    }
}
