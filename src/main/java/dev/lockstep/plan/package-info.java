/**
 * Every hyper-parameter of a run, as records that check themselves and each other. Knows neither YAML nor Spark.
 *
 * <p>To add a key here: a component of the record it belongs to, and its line in {@code plan.yaml}.
 */
package dev.lockstep.plan;
