/**
 * How a step reaches the executors: the tasks over cached shards, and the engine that runs one Spark job per step.
 *
 * <p>To add an engine here: implement {@link dev.lockstep.spark.engine.Engine}, and let {@link
 * dev.lockstep.spark.training.ClusterTraining} choose it.
 */
package dev.lockstep.spark.engine;
