/**
 * The unpublished parts of Spark and Breeze that Lockstep uses, behind plain types.
 *
 * <p>There is one class per subject: messages over Spark's RPC, task slots, file formats, readers and writers of Spark
 * ML, and Breeze's optimizer state. Public methods have published types only. A {@link java.lang.LinkageError} from
 * here means that this version of Spark no longer has them.
 */
package dev.lockstep.spark.internals;
