/**
 * Files on Hadoop file systems: addresses, atomic replacement, exclusive claims, leases and checkpoints.
 *
 * <p>{@link dev.lockstep.spark.store.RunFiles#write} leaves the old file or the new one, complete.
 */
package dev.lockstep.spark.store;
