/**
 * Published models: a folder with numbered versions, and small files that say which one is current. Readers resolve the
 * current version; one writer at a time adds versions and switches. Touches the rooms above it and Hadoop.
 */
package dev.lockstep.spark.published;
