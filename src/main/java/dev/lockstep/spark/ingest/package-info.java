/**
 * Sources of rows: files, tables and other Spark readers, each read once and turned into canonical rows.
 */
package dev.lockstep.spark.ingest;
