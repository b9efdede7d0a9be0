/**
 * Losses, penalties and sums of gradients. May touch network, data and math.
 *
 * <p>To add a loss here: a file that implements {@link dev.lockstep.objective.Loss} and a line of {@link
 * dev.lockstep.objective.Losses}.
 */
package dev.lockstep.objective;
