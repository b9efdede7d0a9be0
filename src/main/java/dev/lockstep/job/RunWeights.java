package dev.lockstep.job;

import dev.lockstep.data.Scaling;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Weights;
import dev.lockstep.math.Canary;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Task;
import dev.lockstep.spark.RowPlan;
import dev.lockstep.spark.TrainingData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run's weights file says: the network, and all that it takes to use it. */
record RunWeights(RunPlan plan, TrainingData data) {

    SavedModel model(Network network, float[] parameters) {
        Optional<Scaling> inputs = scaling(plan.data().rows().scale(), data.inputScaling());
        Optional<Scaling> outputs = scaling(plan.data().rows().scaleLabel(), data.labelScaling());
        Task task = plan.training().loss().value().task();
        ModelDescription description = ModelDescription.of(
                plan.training().network(),
                network,
                plan.training().loss(),
                new ModelDescription.Scaled(inputs.isPresent(), outputs.isPresent()),
                new ModelDescription.Names(data.features(), data.labelColumns(), data.classes(task)));
        return SavedModel.of(description, new Weights(network, parameters, inputs, outputs));
    }

    private static Optional<Scaling> scaling(RowPlan.Scale scale, Scaling fitted) {
        return scale == RowPlan.Scale.NONE ? Optional.empty() : Optional.of(fitted);
    }

    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("run", plan.name());
        metadata.put("arithmetic", Canary.of(plan.training().backend()));
        metadata.putAll(SavedRun.metadata(data));
        return metadata;
    }
}
