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

/** How the values of readers' and writers' options are read. */
public enum OptionValues {

    /**
     * As users write them: {@code ${env:NAME}} stands for a variable of the driver's environment, {@code ${file:PATH}} for
     * the text of a file without the line break at its end.
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

    /** As a run's {@code plan.yaml} has them: with masks, and whatever looks like a reference is none. */
    SAVED {
        @Override
        public String of(String where, String name, String written) {
            return written;
        }
    };

    private static final String OPTIONS = "options";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^{}]*)}");

    /**
     * @param where what the user calls the option, such as {@code data.train.options.password}
     * @throws PlanException naming what is not there, or the option that has a mask for its value
     */
    public abstract String of(String where, String name, String written);

    /** The same of every option that a command line has. */
    public Map<String, String> of(String where, Map<String, String> written) {
        Map<String, String> values = new LinkedHashMap<>();
        written.forEach((name, value) -> values.put(name, of(where + " " + name, name, value)));
        return values;
    }

    /** Replaces the values of all readers' options in a plan. */
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
