package dev.lockstep.estimator;

import dev.lockstep.catalog.Problem;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** Which key of a plan a param stands for; names, meanings, domains and defaults of params are those of keys. */
final class ParamKeys {

    static final String SCHEDULE = "schedule";
    static final String LEARNING_RATE = "learningRate";

    /** The keys of params by their names. */
    private static final Map<String, Section.Place> PLACES = RunPlan.SCHEMA.places().stream()
            .filter(place -> !place.key().paramName().isEmpty())
            .collect(Collectors.toMap(
                    place -> place.key().paramName(), place -> place, (one, other) -> one, LinkedHashMap::new));

    /** Names of columns and files: without them, what they are for is off. */
    private static final Set<String> NAMES =
            Set.of("weightCol", "validationIndicatorCol", "initializeFrom", "featuresCol", "labelCol", "offsetCol");

    /** What a key is called where its param has another form. */
    private static final Map<String, String> OTHERS = Map.of(
            "data.train", "the dataset",
            "data.scale: standard", "standardization",
            "data.scale: standard or minmax", "standardization",
            "training.earlyStopping.metric", "the metric of earlyStopping",
            "learningRate", LEARNING_RATE,
            "clip", "clipNorm");

    private ParamKeys() {}

    static Key<?> key(String param) {
        return PLACES.get(param.equals(LEARNING_RATE) ? SCHEDULE : param).key();
    }

    /** The path of a param's key in a plan; empty if the param is none of a plan's, or not alone in saying what the key is. */
    static String path(String param) {
        Section.Place place = PLACES.get(param);
        return place == null || place.path().contains("[]") ? "" : place.path();
    }

    /** The learning rate that nobody sets. */
    static double usualRate() {
        return ((Number) key(LEARNING_RATE).initial().orElseThrow()).doubleValue();
    }

    /** Whether a param's text is the name of a column or file, and not a value as plans have it. */
    static boolean isName(String param) {
        return NAMES.contains(param);
    }

    /** Sets every default. */
    static void setDefaults(MlpParams params) {
        for (Param<?> param : params.params()) {
            boolean isKey = PLACES.containsKey(param.name()) || param.name().equals(LEARNING_RATE);
            if (isKey && !isName(param.name()) && !param.name().equals(SCHEDULE)) {
                key(param.name()).initial().ifPresent(initial -> setDefault(params, param, initial));
            }
        }
        params.setDefault(params.schedule(), "constant");
        params.setDefault(params.hiddenLayers(), new int[0]);
        params.setDefault(params.loss(), params instanceof MlpRegressorParams ? "mse" : "cross_entropy");
        params.setDefault(params.standardization(), true);
        params.setDefault(params.uncertaintyCol(), "");
        if (params instanceof MlpParams.OfModel model) {
            model.setDefault(model.describe(), false);
        }
    }

    private static void setDefault(MlpParams params, Param<?> param, Object initial) {
        if (param instanceof IntParam whole) {
            params.setDefault(whole, ((Number) initial).intValue());
        } else if (param instanceof LongParam whole) {
            params.setDefault(whole, ((Number) initial).longValue());
        } else if (param instanceof DoubleParam number) {
            params.setDefault(number, ((Number) initial).doubleValue());
        } else if (param instanceof StringArrayParam words) {
            params.setDefault(words, new String[] {initial.toString()});
        } else if (param instanceof DoubleArrayParam numbers) {
            if (initial instanceof Number number) {
                params.setDefault(numbers, new double[] {number.doubleValue()});
            }
        } else if (!(param instanceof BooleanParam || param instanceof IntArrayParam)) {
            @SuppressWarnings("unchecked") // All others are texts.
            Param<String> text = (Param<String>) param;
            params.setDefault(text, initial.toString());
        }
    }

    /**
     * Does work whose problems name params.
     *
     * @param label the param that names labels
     */
    static <T> T inParams(String label, Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem e) {
            throw e.respelled(key -> spelled(key, label));
        } catch (Violation e) {
            throw new IllegalArgumentException(e.spelled(key -> spelled(key, label)), e);
        }
    }

    /**
     * A key as params have it.
     *
     * @param key its path, perhaps with a value behind it
     * @param label the param that names labels
     */
    static String spelled(String key, String label) {
        if (OTHERS.containsKey(key)) {
            return OTHERS.get(key);
        }
        if (key.equals("data.label")) {
            return label;
        }
        String path = key.replaceAll("\\[\\d+]", "[]");
        return PLACES.values().stream()
                .filter(place -> path.equals(place.path()) || path.startsWith(place.path() + "."))
                .findFirst()
                .map(place ->
                        place.key().paramName() + path.substring(place.path().length()))
                .orElseGet(() -> path.substring(path.lastIndexOf('.') + 1));
    }
}
