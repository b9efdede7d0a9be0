/**
 * Metrics: sums over predictions that any process may add up. May touch catalog.
 *
 * <p>To add a metric here: a line of {@link dev.lockstep.evaluation.Metrics} and its value in the tally of its task.
 */
package dev.lockstep.evaluation;
