/**
 * Spark ML's Estimators and Models over the same core as the command line. May touch spark and below, and spark-mllib.
 *
 * <p>To add a setting here: its Param and getter in the interface it belongs to, its default in {@code Defaults}, its
 * setter in {@link dev.lockstep.estimator.MlpSetters}, and a line of {@code Settings}.
 */
package dev.lockstep.estimator;
