/**
 * Every hyper-parameter of a run, as records that check themselves and each other. Knows neither YAML nor Spark.
 *
 * <p>To add a key here: a component and a {@link dev.lockstep.plan.Key} of the record it belongs to, and its line in
 * {@link dev.lockstep.plan.RunPlan#SCHEMA} or in the section of its record.
 */
package dev.lockstep.plan;
