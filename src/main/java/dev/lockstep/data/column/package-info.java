/**
 * What is learned from the values of one column: order statistics, bins and curves. Independent of rows and of Spark.
 */
package dev.lockstep.data.column;
