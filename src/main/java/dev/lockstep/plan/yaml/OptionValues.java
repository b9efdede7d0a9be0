package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Secret;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.SmallText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values of reader and writer options are interpreted. */
public enum OptionValues {

    /**
     * As users write them: {@code ${env:NAME}} is a variable of the driver's environment, {@code ${file:PATH}} is the
     * content of a file without the final line break.
     */
    GIVEN {
        @Override
        public String of(String where, String name, String written) {
            if (Secret.in(name, written).contains(Secret.MASK)) {
                throw new PlanException(where + " must be the secret itself, ${env:NAME} or ${file:PATH} but is "
                        + Secret.MASK + ", which plan.yaml has in its place");
            }
            return REFERENCE
                    .matcher(written)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group(1).equals("env") ? variable(where, found) : file(where, found)));
        }
    },

    /** As in {@code plan.yaml} of a run: with masks, and without references. */
    SAVED {
        @Override
        public String of(String where, String name, String written) {
            return written;
        }
    };

    private static final String OPTIONS = "options";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^{}]*)}");

    /**
     * @param where the name of the option in messages, such as {@code data.train.options.password}
     * @throws PlanException naming what is missing, or the option whose value is a mask
     */
    public abstract String of(String where, String name, String written);

    /** The same for all options of a command line. */
    public Map<String, String> of(String where, Map<String, String> written) {
        Map<String, String> values = new LinkedHashMap<>();
        written.forEach((name, value) -> values.put(name, of(where + " " + name, name, value)));
        return values;
    }

    /** Replaces the values of all reader options in a plan. */
    void replaceIn(Map<String, Object> plan) {
        if (plan.get("data") instanceof Map<?, ?> data) {
            data.forEach((source, value) -> {
                if (value instanceof Map<?, ?> keys && keys.get(OPTIONS) instanceof Map<?, ?> options) {
                    replace("data." + source + "." + OPTIONS, options);
                }
            });
        }
    }

    private <K> void replace(String where, Map<K, ?> options) {
        @SuppressWarnings("unchecked") // The reader of YAML made the map, for any values.
        Map<K, Object> values = (Map<K, Object>) options;
        values.replaceAll((name, value) -> {
            String key = Violation.join(where, name.toString());
            try {
                return value instanceof String written ? of(key, name.toString(), written) : value;
            } catch (PlanException e) {
                throw new Violation(key, e.getMessage());
            }
        });
    }

    private static String variable(String where, MatchResult reference) {
        String value = reference.group(2).isEmpty() ? null : System.getenv(reference.group(2));
        if (value == null) {
            throw new PlanException(where + ": " + reference.group()
                    + " must be a variable of the driver's environment but is not set");
        }
        return value;
    }

    private static String file(String where, MatchResult reference) {
        try {
            return SmallText.of(reference.group(2), "the file").replaceFirst("\\r?\\n$", "");
        } catch (PlanException e) {
            throw new PlanException(where + ": ${file:…}: " + e.getMessage(), e);
        }
    }
}
