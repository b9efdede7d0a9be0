package dev.lockstep.run;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** The header of a run on the console: data, network, cluster, engine and BLAS. */
record RunHeader(RunPlan plan, TrainingData data, ClusterTraining training, JavaSparkContext context) {

    String text() {
        int slots = context.defaultParallelism();
        int shards = plan.training().shards();
        String lines = String.format(
                "%s: %s; %s%n%s, engine %s, %s, BLAS: %s",
                plan.name(),
                rowsAndClasses(),
                networks(),
                context.master(),
                training.engine(),
                tasks(),
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
                + notes().stream()
                        .map(note -> String.format("%nnote: %s", note))
                        .collect(Collectors.joining());
    }

    /** The same for a page: labels and texts. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data", rowsAndClasses());
        data.validation()
                .ifPresent(held -> facts.put("validation", String.format(Locale.ROOT, "%,d rows", held.rows())));
        data.test().ifPresent(held -> facts.put("test", String.format(Locale.ROOT, "%,d rows", held.rows())));
        if (data.droppedRows() > 0) {
            facts.put("dropped", String.format(Locale.ROOT, "%,d rows with a missing feature", data.droppedRows()));
        }
        facts.put("network", networks());
        facts.put("cluster", context.master() + ", " + tasks());
        facts.put("engine", training.engine());
        facts.put("BLAS", plan.training().backend().description());
        facts.put("Spark", context.version());
        facts.put("Java", System.getProperty("java.version"));
        return facts;
    }

    private String rowsAndClasses() {
        return String.format(
                Locale.ROOT,
                "%,d %srows × %,d features, %s",
                data.train().rows(),
                data.sparse() ? "sparse " : "",
                data.features().size(),
                outputs(data));
    }

    private String networks() {
        int networks = plan.training().ensemble();
        return String.format(
                Locale.ROOT,
                "%s %s with %,d parameters%s",
                networks == 1 ? "network" : counted(networks, "network"),
                shape(),
                training.network().parameterCount(),
                networks == 1 ? "" : " each");
    }

    private String tasks() {
        return counted(data.train().partitionCount(), "task") + " per step";
    }

    /** The epochs to train, also if the plan leaves their number to the rows. */
    int epochs() {
        return plan.training().over(data.train().rows()).epochs();
    }

    /** Units of every layer, from the inputs on. */
    private String shape() {
        Network network = training.network();
        return network.inputs() + "-"
                + network.layers().stream()
                        .map(Layer::outputs)
                        .map(Object::toString)
                        .collect(Collectors.joining("-"));
    }

    List<String> notes() {
        return data.notes().stream().map(KeyMarks::plain).toList();
    }

    static String outputs(TrainingData data) {
        return data.task().hasClasses() ? data.classes().size() + " classes" : counted(data.outputs(), "output");
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
