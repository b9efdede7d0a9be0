/**
 * Spark's internals, the few that Lockstep uses, behind plain types: messages between tasks and the driver over Spark's
 * own RPC, and how many tasks fit the cluster. A {@link java.lang.LinkageError} from here means that this Spark has them
 * no more. Knows nothing of shards or steps.
 */
package dev.lockstep.spark.rpc;
