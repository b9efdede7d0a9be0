/**
 * Every hyper-parameter of a run, as records that validate themselves. Knows neither YAML nor Spark.
 */
package dev.lockstep.plan;
