/**
 * The gate before a trained model is published: measures it and the current model on today's rows, decides by the rules
 * of the plan, and switches. Touches all rooms above it and Spark.
 */
package dev.lockstep.publish;
