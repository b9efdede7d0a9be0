/**
 * The canonical order of rows, the rows held out for validation, and shards cached across the cluster.
 */
package dev.lockstep.spark.shard;
