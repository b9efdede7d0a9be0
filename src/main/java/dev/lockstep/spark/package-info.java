/**
 * Turns a Dataset into shards; the engines; files on Hadoop file systems. May touch format, training and below.
 *
 * <p>To add an engine here: implement {@link dev.lockstep.training.Gradients} and let {@link
 * dev.lockstep.spark.ClusterTraining} choose it.
 */
package dev.lockstep.spark;
