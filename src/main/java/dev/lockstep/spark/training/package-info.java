/**
 * A training on a cluster: chooses the engine, prepares the trainer, and evaluates parameters.
 */
package dev.lockstep.spark.training;
