package dev.lockstep.format;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Task;
import dev.lockstep.plan.NetworkPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The structure of a trained network: with its tensors, named by {@link Weights}, sufficient to rebuild it.
 *
 * @param inputs features per row
 * @param hidden from input to output
 * @param outputs units of the last layer
 * @param outputActivation of the last layer, before the link of the loss
 * @param scaling whether the tensors scale inputs and outputs
 * @param names of features, label columns and classes; empty if unnamed
 * @param members number of networks, all of this structure, whose predictions are averaged
 */
public record ModelDescription(
        int inputs,
        List<Hidden> hidden,
        int outputs,
        Choice<Activation> outputActivation,
        Choice<Loss> loss,
        Scaled scaling,
        Names names,
        int members)
        implements Serializable {

    /** The newest version that can be read; written for an ensemble. */
    public static final int VERSION = 3;

    /** Written for what readers of the first version would ignore: a curve of inputs, rows of unit length, an offset. */
    private static final int SECOND = 2;

    /** The version of descriptions without what only later ones have. */
    private static final int FIRST = 1;

    private static final String FORMAT = "lockstep-mlp";

    /** A hidden layer. Dropout and max-norm matter only for training; no max-norm is infinite. */
    public record Hidden(int units, Choice<Activation> activation, double dropout, double maxNorm)
            implements Serializable {}

    /**
     * Whether features and labels are scaled.
     *
     * @param curved whether the scaling of features has a curve
     * @param unit whether each row of scaled features is divided by its Euclidean norm
     */
    public record Scaled(boolean inputs, boolean curved, boolean unit, boolean outputs) implements Serializable {

        public Scaled(boolean inputs, boolean outputs) {
            this(inputs, false, false, outputs);
        }
    }

    /**
     * The names of inputs and outputs.
     *
     * @param offset the column of numbers that are added to the outputs; empty if none are
     */
    public record Names(List<String> features, List<String> labels, List<String> classes, String offset)
            implements Serializable {

        public static final Names NONE = new Names(List.of(), List.of(), List.of());

        public Names(List<String> features, List<String> labels, List<String> classes) {
            this(features, labels, classes, "");
        }

        public Names {
            features = List.copyOf(features);
            labels = List.copyOf(labels);
            classes = List.copyOf(classes);
        }
    }

    public ModelDescription {
        hidden = List.copyOf(hidden);
    }

    /** Of a single network. */
    public ModelDescription(
            int inputs,
            List<Hidden> hidden,
            int outputs,
            Choice<Activation> outputActivation,
            Choice<Loss> loss,
            Scaled scaling,
            Names names) {
        this(inputs, hidden, outputs, outputActivation, loss, scaling, names, 1);
    }

    /** The same of an ensemble of networks, or one. */
    public ModelDescription ofMembers(int count) {
        return new ModelDescription(inputs, hidden, outputs, outputActivation, loss, scaling, names, count);
    }

    /** The description of the network of a plan. */
    public static ModelDescription of(
            NetworkPlan plan, Network network, Choice<Loss> loss, Scaled scaling, Names names) {
        List<Hidden> hidden = plan.hidden().stream()
                .map(layer -> new Hidden(
                        layer.units(),
                        layer.activation(),
                        layer.dropout(),
                        layer.maxNorm().orElse(Double.POSITIVE_INFINITY)))
                .toList();
        return new ModelDescription(network.inputs(), hidden, network.outputs(), plan.output(), loss, scaling, names);
    }

    /** The network that it describes. */
    public Network network() {
        List<Network.Hidden> layers = hidden.stream()
                .map(layer ->
                        new Network.Hidden(layer.units(), layer.activation().value(), layer.dropout(), layer.maxNorm()))
                .toList();
        return Network.of(inputs, layers, outputs, outputActivation.value());
    }

    /** What it predicts. */
    public Task task() {
        return loss.value().task(outputs);
    }

    /** The names of the outputs of numbers; empty if labels are unnamed. */
    public List<String> outputNames() {
        return loss.value().outputNames(names.labels());
    }

    /** Whether a number of each row is added to its outputs. */
    public boolean hasOffset() {
        return !names.offset().isEmpty();
    }

    public String toJson() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        boolean second = scaling.curved() || scaling.unit() || hasOffset();
        root.put("version", members > 1 ? VERSION : second ? SECOND : FIRST);
        if (members > 1) {
            root.put("members", members);
        }
        root.put("inputs", inputs);
        root.put("hidden", hidden.stream().map(ModelDescription::words).toList());
        root.put("outputs", outputs);
        root.put("outputActivation", outputActivation.words());
        root.put("loss", loss.words());
        root.put("scaledInputs", scaling.inputs());
        if (scaling.curved()) {
            root.put("curvedInputs", true);
        }
        if (scaling.unit()) {
            root.put("unitRows", true);
        }
        root.put("scaledOutputs", scaling.outputs());
        root.put("features", names.features());
        root.put("labels", names.labels());
        root.put("classes", names.classes());
        if (hasOffset()) {
            root.put("offset", names.offset());
        }
        return JsonObject.text(root);
    }

    private static Map<String, Object> words(Hidden layer) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("units", layer.units());
        words.put("activation", layer.activation().words());
        words.put("dropout", layer.dropout());
        words.put("maxNorm", layer.maxNorm() < Double.POSITIVE_INFINITY ? (Object) layer.maxNorm() : "none");
        return words;
    }

    /** @throws FormatException if the text is not a description of a known version */
    public static ModelDescription parse(String json) {
        JsonObject root = JsonObject.parse("the model's description", json);
        root.require("format", FORMAT);
        int version = root.count("version");
        if (version > VERSION) {
            throw new FormatException("the model has the format version " + version + " but this Lockstep reads up to "
                    + VERSION + "; load it with a newer Lockstep");
        }
        List<Hidden> hidden = new ArrayList<>();
        for (JsonObject layer : root.objects("hidden")) {
            hidden.add(new Hidden(
                    layer.count("units"),
                    choice(layer, "activation", Activations.CATALOG),
                    layer.number("dropout"),
                    layer.is("maxNorm", "none") ? Double.POSITIVE_INFINITY : layer.number("maxNorm")));
        }
        return new ModelDescription(
                root.count("inputs"),
                hidden,
                root.count("outputs"),
                choice(root, "outputActivation", Activations.CATALOG),
                choice(root, "loss", Losses.CATALOG),
                new Scaled(
                        root.flag("scaledInputs"),
                        root.has("curvedInputs") && root.flag("curvedInputs"),
                        root.has("unitRows") && root.flag("unitRows"),
                        root.flag("scaledOutputs")),
                new Names(
                        root.texts("features"),
                        root.texts("labels"),
                        root.texts("classes"),
                        root.has("offset") ? root.text("offset") : ""),
                root.has("members") ? root.count("members") : 1);
    }

    private static <T> Choice<T> choice(JsonObject from, String key, Catalog<T> catalog) {
        try {
            return catalog.fromWords(from.plain(key));
        } catch (IllegalArgumentException e) {
            throw new FormatException(key + ": " + e.getMessage(), e);
        }
    }
}
