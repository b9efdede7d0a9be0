/**
 * Spark ML's Estimators and Models over the same core as the command line. May touch spark and below, and spark-mllib.
 *
 * <p>To add a key of plans as a param: {@code param()} where the key is declared, its Param, getter and setter in
 * the interface it belongs to. Name, meaning, domain and default are the key's.
 */
package dev.lockstep.estimator;
