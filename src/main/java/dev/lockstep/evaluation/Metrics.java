package dev.lockstep.evaluation;

import static dev.lockstep.catalog.Parameter.whole;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import java.util.Collection;
import java.util.List;

/** The catalog of metrics. */
public final class Metrics {

    public static final Catalog<Metric> CATALOG = new Catalog<Metric>("metric")
            .with("loss", new Metric("loss", false))
            .with("accuracy", new Metric("accuracy", true))
            .with(
                    "top_k_accuracy",
                    with -> new Metric("top_k_accuracy", true, with.whole("k")),
                    whole("k", Metric.USUAL_TOP, Domain.COUNT, "number of largest outputs that count"))
            .with("precision", new Metric("precision", true))
            .with("recall", new Metric("recall", true))
            .with("f1", new Metric("f1", true))
            .with("log_loss", new Metric("log_loss", false))
            .with("area_under_roc", new Metric("area_under_roc", true))
            .with("area_under_pr", new Metric("area_under_pr", true))
            .with("rmse", new Metric("rmse", false))
            .with("mae", new Metric("mae", false))
            .with("r2", new Metric("r2", true));

    /** What tells how good a model is: the first of these that it has, otherwise its loss. */
    private static final List<String> MAIN = List.of("accuracy", "r2");

    private Metrics() {}

    /** The one of some metrics that tells how good a model is. */
    public static Metric main(Collection<String> names) {
        return CATALOG.choose(MAIN.stream().filter(names::contains).findFirst().orElse("loss"))
                .value();
    }
}
