/**
 * Files on Hadoop file systems: addresses, atomic replacement, exclusive claims on an output, leases, checkpoints.
 *
 * <p>To write a file here: {@link dev.lockstep.spark.store.RunFiles#write}, which leaves the old file or the new one, whole.
 */
package dev.lockstep.spark.store;
