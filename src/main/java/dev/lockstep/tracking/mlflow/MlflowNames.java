package dev.lockstep.tracking.mlflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names and values as MLflow takes them. The limits are those of all servers since version 1.28. */
final class MlflowNames {

    /** The most entries of a kind in a request. */
    static final int MOST_METRICS = 1000;

    static final int MOST_PARAMS = 100;

    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_PARAM = 500;
    private static final int LONGEST_TAG = 5000;
    private static final String CUT = "…";

    private MlflowNames() {}

    /** Letters, digits and {@code _ - . /}, none of which leads out of a folder. */
    static String key(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_./-]", "_")
                .replaceAll("(^|/)(?=/|$)", "$1_")
                .replaceAll("(^|/)(\\.{1,2})(?=/|$)", "$1_");
        return plain.length() <= LONGEST_KEY ? plain : plain.substring(0, LONGEST_KEY);
    }

    static String param(String value) {
        return cut(value, LONGEST_PARAM);
    }

    static String tag(String value) {
        return cut(value, LONGEST_TAG);
    }

    /** A name of a run or an experiment. */
    static String title(String name) {
        return cut(name.replaceAll("\\p{Cntrl}", " "), LONGEST_KEY);
    }

    private static String cut(String value, int most) {
        return value.length() <= most ? value : value.substring(0, most - CUT.length()) + CUT;
    }

    /** The same entries under names that MLflow takes; of several that become the same, later ones get a number. */
    static Map<String, String> keyed(Map<String, String> entries, Function<String, String> value) {
        Map<String, String> keyed = new LinkedHashMap<>();
        entries.forEach((name, text) -> {
            String key = key(name);
            for (int i = 2; keyed.containsKey(key); i++) {
                String end = "_" + i;
                String start = key(name);
                key = start.substring(0, Math.min(start.length(), LONGEST_KEY - end.length())) + end;
            }
            keyed.put(key, value.apply(text));
        });
        return keyed;
    }

    /** As lists of {@code key} and {@code value}. */
    static List<Map<String, String>> listed(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                .toList();
    }
}
