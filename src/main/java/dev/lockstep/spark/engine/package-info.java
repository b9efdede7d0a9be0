/**
 * How a step reaches the executors: tasks over cached shards, and the engine that runs one Spark job per step.
 */
package dev.lockstep.spark.engine;
