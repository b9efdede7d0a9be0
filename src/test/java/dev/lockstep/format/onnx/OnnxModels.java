package dev.lockstep.format.onnx;

import dev.lockstep.catalog.Choice;
import dev.lockstep.data.Scaling;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.ModelDescription.Hidden;
import dev.lockstep.format.ModelDescription.Names;
import dev.lockstep.format.ModelDescription.Scaled;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Weights;
import dev.lockstep.math.RandomStream;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Task;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Models with made-up parameters, the same for ever: every activation with every loss, scaling and number of outputs. */
public final class OnnxModels {

    public static final int INPUTS = 7;

    private OnnxModels() {}

    /** By names that say what they are. */
    public static Map<String, SavedModel> all() {
        Map<String, SavedModel> models = new LinkedHashMap<>();
        for (String activation : Activations.CATALOG.names()) {
            for (String loss : Losses.CATALOG.names()) {
                add(models, activation, loss);
            }
            models.put(
                    "output-" + activation,
                    model("tanh", "mse", 2, new Scaled(true, true), withOtherArguments(activation)));
        }
        models.put("linear", linear());
        models.put("quantiles-plain-3", quantiles(new Scaled(true, false)));
        models.put("quantiles-inout-3", quantiles(new Scaled(true, true)));
        return models;
    }

    /** Three networks each, by the names of the models whose structure and first parameters they have. */
    public static Map<String, SavedModel> ensembles() {
        Map<String, SavedModel> ensembles = new LinkedHashMap<>();
        all().forEach((name, model) -> {
            boolean few = name.startsWith("prelu-") && !name.endsWith("-5") && !name.endsWith("-10");
            if (few || name.startsWith("quantiles-")) {
                ensembles.put(name, ensemble(model, 3));
            }
        });
        return ensembles;
    }

    private static SavedModel ensemble(SavedModel model, int members) {
        float[] first = model.network().parameters();
        float[] parameters = new float[members * first.length];
        for (int i = 0; i < parameters.length; i++) {
            int member = i / first.length;
            parameters[i] = first[(i + 3 * member) % first.length] * (1 - 0.2f * member);
        }
        Scaled scaled = model.description().scaling();
        return SavedModel.of(
                model.description().ofMembers(members),
                new Weights(
                        model.network().network(),
                        parameters,
                        scaled.inputs() ? Optional.of(model.network().inputScaling()) : Optional.empty(),
                        scaled.outputs() ? Optional.of(model.network().outputScaling()) : Optional.empty()));
    }

    private static void add(Map<String, SavedModel> models, String activation, String loss) {
        Task task = Losses.CATALOG.choose(loss).value().task();
        boolean scales = !Losses.CATALOG.choose(loss).value().ownsLink();
        for (boolean inputs : new boolean[] {false, true}) {
            for (boolean outputs : scales ? new boolean[] {false, true} : new boolean[] {false}) {
                for (int units : task == Task.MULTICLASS ? new int[] {2, 3, 10} : new int[] {1, 2, 5}) {
                    String scaled = (inputs ? "in" : "") + (outputs ? "out" : "");
                    models.put(
                            String.join("-", activation, loss, scaled.isEmpty() ? "plain" : scaled, "" + units),
                            model(
                                    activation,
                                    loss,
                                    units,
                                    new Scaled(inputs, outputs),
                                    Activations.CATALOG.choose("identity")));
                }
            }
        }
    }

    private static SavedModel model(
            String activation, String loss, int outputs, Scaled scaled, Choice<Activation> output) {
        Choice<Activation> hidden = withOtherArguments(activation);
        return saved(
                INPUTS,
                List.of(new Hidden(6, hidden, 0, Double.POSITIVE_INFINITY), new Hidden(4, hidden, 0.5, 2)),
                outputs,
                output,
                Losses.CATALOG.choose(loss),
                scaled);
    }

    private static SavedModel quantiles(Scaled scaled) {
        return saved(
                INPUTS,
                List.of(new Hidden(5, Activations.CATALOG.choose("tanh"), 0, Double.POSITIVE_INFINITY)),
                3,
                Activations.CATALOG.choose("identity"),
                Losses.CATALOG.choose("quantile", Map.of("quantiles", List.of(0.1, 0.5, 0.9))),
                scaled);
    }

    private static SavedModel linear() {
        return saved(
                INPUTS,
                List.of(),
                3,
                Activations.CATALOG.choose("identity"),
                Losses.CATALOG.choose("cross_entropy"),
                new Scaled(true, false));
    }

    /** Three classes of as many inputs as wanted. */
    public static SavedModel ofInputs(int inputs) {
        return saved(
                inputs,
                List.of(new Hidden(5, Activations.CATALOG.choose("relu"), 0, Double.POSITIVE_INFINITY)),
                3,
                Activations.CATALOG.choose("identity"),
                Losses.CATALOG.choose("cross_entropy"),
                new Scaled(true, false));
    }

    /** The same, whose classes have these names. */
    public static SavedModel named(SavedModel model, String... classes) {
        ModelDescription plain = model.description();
        ModelDescription described = new ModelDescription(
                plain.inputs(),
                plain.hidden(),
                plain.outputs(),
                plain.outputActivation(),
                plain.loss(),
                plain.scaling(),
                new Names(List.of(), List.of("y"), List.of(classes)));
        return new SavedModel(described, model.network());
    }

    private static SavedModel saved(
            int inputs, List<Hidden> hidden, int outputs, Choice<Activation> output, Choice<Loss> loss, Scaled scaled) {
        ModelDescription description = new ModelDescription(
                inputs, hidden, outputs, output, loss, scaled, new Names(List.of(), List.of(), List.of()));
        Network network = description.network();
        RandomStream random = RandomStream.of(7, RandomStream.Purpose.SAMPLE_ROWS);
        float[] parameters = new float[network.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (0.6 * random.normal(i));
        }
        return SavedModel.of(
                description,
                new Weights(
                        network,
                        parameters,
                        scaled.inputs() ? Optional.of(scaling(inputs, 20)) : Optional.empty(),
                        scaled.outputs() ? Optional.of(scaling(outputs, 300)) : Optional.empty()));
    }

    private static Scaling scaling(int columns, double size) {
        double[] means =
                IntStream.range(0, columns).mapToDouble(i -> size * (i - 1.3)).toArray();
        double[] scales =
                IntStream.range(0, columns).mapToDouble(i -> size / (i + 7)).toArray();
        return new Scaling(means, scales);
    }

    /** Rows such as the model's training may have had. */
    public static double[][] rows(SavedModel model, int count) {
        Scaling scaling = model.network().inputScaling();
        double[][] rows = new double[count][INPUTS];
        for (int row = 0; row < count; row++) {
            RandomStream random = RandomStream.of(8, RandomStream.Purpose.SAMPLE_ROWS, row);
            Arrays.setAll(rows[row], i -> scaling.mean()[i] + scaling.scale()[i] * 1.5 * random.normal(i));
        }
        return rows;
    }

    /** Arguments that are not the usual ones. */
    private static Choice<Activation> withOtherArguments(String name) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        Activations.CATALOG.parameters(name).forEach(parameter -> arguments.put(parameter.name(), 0.375));
        return Activations.CATALOG.choose(name, arguments);
    }
}
