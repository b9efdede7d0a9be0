/**
 * A trained network as a function from inputs to predictions, without Spark.
 */
package dev.lockstep.scoring;
