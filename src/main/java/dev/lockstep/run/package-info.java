/**
 * The life of one run: its output and whose it is, its identity, checkpoints, history, status, and the wish to stop.
 *
 * <p>To add a result here: a component of {@link dev.lockstep.run.RunMetrics}.
 */
package dev.lockstep.run;
