package dev.lockstep.estimator;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.data.MissingValues;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.plan.NetworkPlan;
import dev.lockstep.plan.NetworkPlan.HiddenPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RowPlan.Scale;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.plan.yaml.FlowStyle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Turns params into a plan. */
final class Settings {

    private Settings() {}

    static Object parsed(String words) {
        return FlowStyle.parse(words);
    }

    static <T> Choice<T> choice(Catalog<T> catalog, String words) {
        return catalog.fromWords(parsed(words));
    }

    /** The plan that params describe. */
    static TrainingPlan plan(MlpParams params, Choice<Activation> output, ClassWeights classWeights) {
        Choice<Optimizer> optimizer = choice(Optimizers.CATALOG, params.getOptimizer());
        if (optimizer.value().choosesStepLength()
                && (params.isSet(params.learningRate()) || params.isSet(params.schedule()))) {
            throw new IllegalArgumentException("learningRate and schedule must not be set with " + optimizer.name()
                    + ", which chooses its own steps");
        }
        boolean givenBatch = !optimizer.value().needsFullBatch() || params.isSet(params.batchSize());
        return new TrainingPlan(
                params.getSeed(),
                network(params, output),
                choice(Losses.CATALOG, params.getLoss()),
                new Penalty(params.getL1(), params.getL2()),
                classWeights,
                optimizer,
                schedule(params.getSchedule(), params.getLearningRate()),
                clip(params),
                params.getEpochs(),
                givenBatch ? params.getBatchSize() : TrainingPlan.FULL_BATCH,
                params.getShards(),
                earlyStopping(params.getEarlyStopping()),
                Backend.of(params.getBlas()));
    }

    static EnginePlan engine(MlpParams params) {
        EnginePlan.Kind kind = EnginePlan.Kind.valueOf(params.getEngine().toUpperCase(Locale.ROOT));
        return new EnginePlan(kind, Duration.ofMillis((long) (params.getResidentTimeout() * 1000)));
    }

    /** The row plan of a Dataset with features, labels and a weight. */
    static RowPlan rows(RowParams params, List<String> labels, Scale scaleLabel) {
        given(params, params.weightCol()).filter(labels::contains).ifPresent(weight -> {
            throw new IllegalArgumentException("weightCol must be another column than the label but is " + weight);
        });
        return new RowPlan(
                labels,
                List.of(),
                RowPlan.Categorical.NONE,
                RowPlan.Missing.ERROR,
                MissingValues.NONE,
                given(params, params.weightCol()).filter(column -> !column.isEmpty()),
                params.getStandardization() ? Scale.STANDARD : Scale.NONE,
                scaleLabel,
                RowPlan.Storage.valueOf(params.getStorage().toUpperCase(Locale.ROOT)));
    }

    static Fit.Sides sides(MlpParams params, String features) {
        Optional<String> validation =
                given(params, params.validationIndicatorCol()).filter(column -> !column.isEmpty());
        if (validation.isEmpty() && !params.getEarlyStopping().equals("none")) {
            throw new IllegalArgumentException("earlyStopping needs validationIndicatorCol, which is not set");
        }
        return new Fit.Sides(features, validation);
    }

    private static NetworkPlan network(NetworkParams params, Choice<Activation> output) {
        int depth = params.getHiddenLayers().length;
        String[] activations = params.getActivation();
        double[] dropouts = params.getDropout();
        double[] maxNorms = given(params, params.maxNorm()).orElse(null);
        requireEach(params.activation().name(), activations.length, depth);
        requireEach(params.dropout().name(), dropouts.length, depth);
        List<HiddenPlan> hidden = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            Optional<Double> maxNorm = Optional.empty();
            if (maxNorms != null) {
                requireEach(params.maxNorm().name(), maxNorms.length, depth);
                maxNorm = Optional.of(maxNorms[layer % maxNorms.length]);
            }
            hidden.add(new HiddenPlan(
                    params.getHiddenLayers()[layer],
                    choice(Activations.CATALOG, activations[layer % activations.length]),
                    dropouts[layer % dropouts.length],
                    maxNorm));
        }
        return new NetworkPlan(
                hidden,
                output,
                given(params, params.initializer()).map(words -> choice(Initializers.CATALOG, words)),
                given(params, params.initializeFrom()).filter(path -> !path.isEmpty()));
    }

    private static void requireEach(String name, int values, int layers) {
        if (values != 1 && values != layers) {
            throw new IllegalArgumentException(
                    name + " must have 1 value, or one for each of the " + layers + " hiddenLayers, but has " + values);
        }
    }

    /** The value of a param; empty if undefined. */
    static <T> Optional<T> given(Params params, Param<T> param) {
        return params.isDefined(param) ? Optional.of(params.getOrDefault(param)) : Optional.empty();
    }

    private static Optional<Clip> clip(OptimizerParams params) {
        boolean norm = params.isDefined(params.clipNorm());
        boolean value = params.isDefined(params.clipValue());
        if (norm && value) {
            throw new IllegalArgumentException("clipNorm and clipValue must not both be set");
        }
        return norm
                ? Optional.of(new Clip(Clip.Kind.NORM, params.getClipNorm()))
                : value ? Optional.of(new Clip(Clip.Kind.VALUE, params.getClipValue())) : Optional.empty();
    }

    /** A schedule whose {@code initial} is another param. */
    static Choice<Schedule> schedule(String words, double initial) {
        return Schedules.CATALOG.fromWords(beginning(parsed(words), initial));
    }

    private static Object beginning(Object words, double initial) {
        Map<String, Object> schedule = new LinkedHashMap<>(mapping(words, "name"));
        Object name = schedule.getOrDefault("name", "constant");
        for (Parameter parameter : Schedules.CATALOG.parameters(String.valueOf(name))) {
            if (parameter.kind() == Parameter.Kind.NESTED && schedule.containsKey(parameter.name())) {
                schedule.computeIfPresent(parameter.name(), (key, nested) -> beginning(nested, initial));
            }
            if (parameter.name().equals("initial") && schedule.putIfAbsent("initial", initial) != null) {
                throw new IllegalArgumentException("initial must not be given, it is learningRate");
            }
        }
        return schedule;
    }

    /** A mapping; a bare word is a mapping with this key only. */
    private static Map<String, Object> mapping(Object words, String key) {
        Map<String, Object> mapping = new LinkedHashMap<>();
        if (words instanceof Map<?, ?> map) {
            map.forEach((name, value) -> mapping.put(String.valueOf(name), value));
        } else {
            mapping.put(key, words);
        }
        return mapping;
    }

    static Optional<EarlyStopping> earlyStopping(String words) {
        if (words.equals("none")) {
            return Optional.empty();
        }
        Map<String, Object> rule = new LinkedHashMap<>(Map.of("metric", "loss", "patience", 5, "minDelta", 0));
        mapping(parsed(words), "metric").forEach((key, value) -> {
            if (rule.put(key, value) == null) {
                throw new IllegalArgumentException(
                        Names.unknown("key", key, List.of("metric", "patience", "minDelta")));
            }
        });
        double patience = number("patience", rule.get("patience"));
        Domain.COUNT.check("patience", patience);
        return Optional.of(new EarlyStopping(
                Metrics.CATALOG.fromWords(rule.get("metric")),
                (int) patience,
                number("minDelta", rule.get("minDelta"))));
    }

    static ClassWeights classWeights(String words) {
        Object value = parsed(words);
        if (value.equals("none") || value.equals("balanced")) {
            return value.equals("none") ? ClassWeights.NONE : ClassWeights.BALANCED;
        }
        if (!(value instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("must be none, balanced or {label: weight} but is " + words);
        }
        Map<String, Double> byLabel = new LinkedHashMap<>();
        mapping(value, "").forEach((label, weight) -> byLabel.put(label, number(label, weight)));
        return new ClassWeights(false, byLabel);
    }

    private static double number(String name, Object value) {
        if (!(value instanceof Number number)) {
            throw new IllegalArgumentException(name + " must be a number but is " + value);
        }
        return number.doubleValue();
    }
}
