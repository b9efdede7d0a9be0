/**
 * From the columns and cells of a table to rows of numbers. A cell that cannot be used becomes a sentence with its row.
 *
 * <p>To add a meaning of cells here: {@link dev.lockstep.spark.ingest.row.FeatureReader} reads features, {@link
 * dev.lockstep.data.LabelKind} labels.
 */
package dev.lockstep.spark.ingest.row;
