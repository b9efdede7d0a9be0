/**
 * A trained network as a function: a row's inputs in, its prediction out, without Spark.
 */
package dev.lockstep.scoring;
