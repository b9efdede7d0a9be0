/**
 * The engine whose tasks stay for an epoch and exchange gradients for weights with the driver over Spark's RPC.
 */
package dev.lockstep.spark.engine.resident;
