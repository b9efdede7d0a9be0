/**
 * The canonical order of rows, the validation split, and shards cached across the cluster.
 */
package dev.lockstep.spark.shard;
