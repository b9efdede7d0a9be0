package dev.lockstep.run;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** The header of a run on the console: data, network, cluster, engine and BLAS. */
record RunHeader(RunPlan plan, TrainingData data, ClusterTraining training, JavaSparkContext context) {

    String text() {
        Network network = training.network();
        String shape = network.inputs() + "-"
                + network.layers().stream()
                        .map(Layer::outputs)
                        .map(Object::toString)
                        .collect(Collectors.joining("-"));
        int slots = context.defaultParallelism();
        int shards = plan.training().shards();
        int networks = plan.training().ensemble();
        String lines = String.format(
                Locale.ROOT,
                "%s: %,d %srows × %,d features, %s; %s %s with %,d parameters%s%n%s, engine %s, %s, BLAS: %s",
                plan.name(),
                data.train().rows(),
                data.sparse() ? "sparse " : "",
                data.features().size(),
                outputs(data),
                networks == 1 ? "network" : counted(networks, "network"),
                shape,
                network.parameterCount(),
                networks == 1 ? "" : " each",
                context.master(),
                training.engine(),
                counted(data.train().partitionCount(), "task") + " per step",
                plan.training().backend().description());
        if (data.droppedRows() > 0) {
            lines += String.format(
                    Locale.ROOT,
                    "%n%,d more rows are dropped: a feature is missing (data.missing: drop)",
                    data.droppedRows());
        }
        if (slots > shards) {
            lines += String.format(
                    Locale.ROOT,
                    "%nthe cluster has %,d slots, but training.shards limits a step to %,d task%s",
                    slots,
                    shards,
                    shards == 1 ? "" : "s");
        }
        return lines
                + data.notes().stream()
                        .map(note -> String.format("%nnote: %s", KeyMarks.plain(note)))
                        .collect(Collectors.joining());
    }

    static String outputs(TrainingData data) {
        return data.task().hasClasses() ? data.classes().size() + " classes" : counted(data.outputs(), "output");
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
