package dev.lockstep.report;

import dev.lockstep.plan.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The validation metrics shown in a line.
 *
 * @param metric the metric of early stopping
 */
record Watched(Optional<String> metric) {

    /** The limit per line; the history has all metrics. */
    private static final int MOST = 4;

    static Watched of(TrainingPlan plan) {
        return new Watched(plan.earlyStopping().map(rule -> rule.metric().name()));
    }

    /** {@code loss 0.07230, accuracy 0.9791}: the metric of early stopping first. */
    String several(Map<String, Double> metrics) {
        Map<String, Double> ordered = new LinkedHashMap<>();
        metric.filter(metrics::containsKey).ifPresent(name -> ordered.put(name, metrics.get(name)));
        metrics.forEach(ordered::putIfAbsent);
        return ordered.entrySet().stream().limit(MOST).map(Watched::text).collect(Collectors.joining(", "));
    }

    /**
     * {@code accuracy 0.9791}: the metric of early stopping, otherwise the first other than the loss; empty without
     * metrics.
     */
    String one(Map<String, Double> metrics) {
        Optional<String> followed = metric.filter(metrics::containsKey);
        return metrics.entrySet().stream()
                .filter(entry -> followed.map(entry.getKey()::equals)
                        .orElse(!entry.getKey().equals("loss")))
                .findFirst()
                .or(() -> metrics.entrySet().stream().findFirst())
                .map(Watched::text)
                .orElse("");
    }

    private static String text(Map.Entry<String, Double> metric) {
        return metric.getKey() + " " + Figures.number(metric.getValue());
    }
}
