/**
 * The engine whose tasks stay for an epoch and exchange gradients for parameters with the driver over Spark's RPC.
 */
package dev.lockstep.spark.engine.resident;
