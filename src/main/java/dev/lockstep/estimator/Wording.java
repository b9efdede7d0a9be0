package dev.lockstep.estimator;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.training.DivergedException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Translates keys of a plan in messages into names of params. Quoted names are kept. */
final class Wording {

    /** Longer names first, as they are tried in this order. */
    private static final List<Map.Entry<String, String>> PARAMS = List.of(
            Map.entry("training.earlyStopping.metric", "the metric of earlyStopping"),
            Map.entry("network.output.activation", "outputActivation"),
            Map.entry("clip or data.scale: standard", "clipNorm or standardization"),
            Map.entry("data.scale: standard", "standardization: true"),
            Map.entry("data.scaleLabel", "scaleLabel"),
            Map.entry("data.scale", "standardization"),
            Map.entry("data.weight", "weightCol"),
            Map.entry("data.features", "featuresCol"),
            Map.entry("data.train", "the dataset"),
            Map.entry("data.validation", "validationIndicatorCol"),
            Map.entry("clip.norm", "clipNorm"),
            Map.entry("clip.value", "clipValue"),
            Map.entry("network.hidden: ", ""),
            Map.entry("training.", ""),
            Map.entry("network.", ""),
            Map.entry("penalty.", ""),
            Map.entry("math.", ""),
            Map.entry("data.", ""));

    private Wording() {}

    /** @param label the param of the labels */
    static <T> T inParams(String label, Supplier<T> work) {
        try {
            return work.get();
        } catch (DataException e) {
            throw new DataException(translated(e.getMessage(), label), e);
        } catch (DivergedException e) {
            throw e.saying(translated(e.getMessage(), label));
        } catch (Violation e) {
            throw new IllegalArgumentException(e.spelled(key -> ParamKeys.spelled(key, label)), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(translated(e.getMessage(), label), e);
        }
    }

    static String translated(String message, String label) {
        String translated = String.valueOf(message).replace("data.label", label);
        for (Map.Entry<String, String> key : PARAMS) {
            translated = translated.replaceAll(
                    "(?<![\\w./\"])" + Pattern.quote(key.getKey())
                            + (key.getKey().endsWith(".") ? "(?=\\w)" : ""),
                    key.getValue());
        }
        return translated;
    }
}
