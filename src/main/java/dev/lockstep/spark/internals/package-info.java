/**
 * What Lockstep uses of Spark and Breeze that they do not publish, behind plain types: messages over Spark's own RPC, task
 * slots, file formats, readers and writers of Spark ML, and Breeze's optimizer state. A {@link java.lang.LinkageError}
 * from here means that this version of Spark no longer has them.
 *
 * <p>To add one here: one class for each subject, whose public methods have only published types.
 */
package dev.lockstep.spark.internals;
