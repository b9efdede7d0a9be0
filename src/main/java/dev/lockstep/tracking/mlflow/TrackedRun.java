package dev.lockstep.tracking.mlflow;

import dev.lockstep.plan.MlflowPlan;
import dev.lockstep.plan.RunPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run as MLflow shows it.
 *
 * @param id of the run, by which it is found again
 */
public record TrackedRun(
        MlflowPlan where, String name, String id, Map<String, String> params, Map<String, String> tags) {

    /** The tag with the id. */
    static final String ID = "lockstep.run";

    /** @param facts more tags */
    public static TrackedRun of(RunPlan plan, MlflowPlan where, String id, Map<String, String> facts) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(ID, id);
        tags.put("mlflow.source.name", "lockstep");
        tags.put("mlflow.source.type", "JOB");
        tags.put("mlflow.user", System.getProperty("user.name", ""));
        tags.putAll(facts);
        return new TrackedRun(
                where,
                MlflowNames.title(where.name().orElse(plan.name())),
                id,
                MlflowNames.keyed(PlanParams.of(plan), MlflowNames::param),
                MlflowNames.keyed(tags, MlflowNames::tag));
    }
}
