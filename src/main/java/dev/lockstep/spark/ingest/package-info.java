/**
 * Sources of rows: files, tables and other readers of Spark, each read once, as checked canonical rows.
 *
 * <p>To add a format here: its name in {@link dev.lockstep.spark.ingest.SourceReader}.
 */
package dev.lockstep.spark.ingest;
