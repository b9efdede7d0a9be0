package dev.lockstep.evaluation;

import dev.lockstep.catalog.Catalog;

/** The catalog of metrics. */
public final class Metrics {

    public static final Catalog<Metric> CATALOG = new Catalog<Metric>("metric")
            .with("loss", new Metric("loss", false))
            .with("accuracy", new Metric("accuracy", true))
            .with("rmse", new Metric("rmse", false))
            .with("mae", new Metric("mae", false))
            .with("r2", new Metric("r2", true));

    private Metrics() {}
}
