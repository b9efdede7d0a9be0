package dev.lockstep.estimator;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.catalog.Violation;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.Preset;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Makes the plan that params describe, as if it were read from a file. */
final class Settings {

    /** What a plan must say, and an estimator has no param for. */
    private static final String GIVEN = "dataset";

    private Settings() {}

    /** @param labels names of the label columns */
    static RunPlan plan(MlpParams params, List<String> labels) {
        Map<String, Object> plan = new LinkedHashMap<>();
        Section.put(plan, "output", GIVEN);
        Section.put(plan, "data.train", GIVEN);
        boolean preset = !params.getPreset().equals("none");
        for (Param<?> param : params.params()) {
            String path = ParamKeys.path(param.name());
            boolean given = preset && !param.equals(params.loss()) ? params.isSet(param) : params.isDefined(param);
            if (!path.isEmpty() && given) {
                Object value = params.getOrDefault(param);
                boolean isText = value instanceof String && !ParamKeys.isName(param.name());
                if (!value.equals("")) {
                    Section.put(plan, path, isText ? YamlReader.line((String) value) : value);
                }
            }
        }
        if (params.isDefined(params.clipNorm()) && params.isDefined(params.clipValue())) {
            throw new IllegalArgumentException("clipNorm and clipValue must not both be set");
        }
        Section.put(plan, "data.label", labels);
        Section.put(plan, "data.features", List.of());
        putRows(params, plan);
        if (preset && !params.isSet(params.hiddenLayers())) {
            requireUnset(params, params.activation(), params.dropout(), params.maxNorm());
        } else {
            Section.put(plan, "network.hidden", hidden(params));
        }
        if (!preset || params.isSet(params.learningRate()) || params.isSet(params.schedule())) {
            Section.put(
                    plan, "learningRate", schedule(YamlReader.line(params.getSchedule()), params.getLearningRate()));
        }
        Optimizer optimizer = optimizer(params).value();
        if (optimizer.choosesStepLength() && !params.isSet(params.learningRate()) && !params.isSet(params.schedule())) {
            plan.put("learningRate", Section.TAKEN_AWAY);
        }
        if (optimizer.needsFullBatch() && !params.isSet(params.batchSize())) {
            Section.put(plan, "training.batchSize", Section.TAKEN_AWAY);
        }
        Preset.fill(plan);
        return RunPlan.SCHEMA.read(plan);
    }

    /** Which rows validate, and how features are scaled: each is said by two params. */
    private static void putRows(MlpParams params, Map<String, Object> plan) {
        given(params, params.validationFraction()).ifPresent(fraction -> {
            if (validationIndicator(params).isPresent()) {
                throw new IllegalArgumentException(
                        "validationFraction and validationIndicatorCol must not both be set");
            }
            Section.put(plan, "data.validation", Map.of("fraction", fraction));
        });
        if (!params.getStandardization()) {
            if (params.isSet(params.scale()) && !params.getScale().equals("none")) {
                throw new IllegalArgumentException(
                        "scale must be none with standardization false but is " + params.getScale());
            }
            Section.put(plan, "data.scale", "none");
        }
    }

    /** The column that says which rows validate, if there is one. */
    static Optional<String> validationIndicator(MlpParams params) {
        return given(params, params.validationIndicatorCol()).filter(column -> !column.isEmpty());
    }

    private static void requireUnset(MlpParams params, Param<?>... ofLayers) {
        for (Param<?> param : ofLayers) {
            if (params.isSet(param)) {
                throw new IllegalArgumentException(param.name() + " must be set with hiddenLayers, because the preset "
                        + params.getPreset() + " has layers of its own");
            }
        }
    }

    private static Choice<Optimizer> optimizer(MlpParams params) {
        return Optimizers.CATALOG.fromWords(YamlReader.line(params.getOptimizer()));
    }

    private static List<Object> hidden(NetworkParams params) {
        int depth = params.getHiddenLayers().length;
        requireEach(params.activation().name(), params.getActivation().length, depth);
        requireEach(params.dropout().name(), params.getDropout().length, depth);
        Optional<double[]> maxNorms = given(params, params.maxNorm());
        maxNorms.ifPresent(limits -> requireEach(params.maxNorm().name(), limits.length, depth));
        List<Object> hidden = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("units", params.getHiddenLayers()[layer]);
            keys.put("activation", YamlReader.line(params.getActivation()[layer % params.getActivation().length]));
            keys.put("dropout", params.getDropout()[layer % params.getDropout().length]);
            int index = layer;
            maxNorms.ifPresent(limits -> keys.put("maxNorm", limits[index % limits.length]));
            hidden.add(keys);
        }
        return hidden;
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

    /** A schedule whose first rate, {@code initial} where plans have it, is another param. */
    static Object schedule(Object words, double initial) {
        Map<String, Object> schedule = new LinkedHashMap<>();
        if (words instanceof Map<?, ?> map) {
            map.forEach((name, value) -> schedule.put(name.toString(), value));
        } else {
            schedule.put("name", words);
        }
        Object name = schedule.getOrDefault("name", "constant");
        for (Parameter parameter : Schedules.CATALOG.parameters(String.valueOf(name))) {
            if (parameter.kind() == Parameter.Kind.NESTED) {
                schedule.computeIfPresent(parameter.name(), (key, nested) -> schedule(nested, initial));
            }
            if (parameter.name().equals("initial") && schedule.putIfAbsent("initial", initial) != null) {
                throw new Violation("initial", "initial must not be given, it is learningRate");
            }
        }
        return schedule;
    }
}
