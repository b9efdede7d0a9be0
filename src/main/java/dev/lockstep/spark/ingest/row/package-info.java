/**
 * Columns and cells of a table as rows of numbers, with an error that names the row of a cell that cannot be used.
 */
package dev.lockstep.spark.ingest.row;
