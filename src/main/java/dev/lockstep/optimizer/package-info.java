/**
 * Update rules and learning-rate schedules, on plain arrays. May touch math.
 *
 * <p>To add an optimizer here: a record that implements {@link dev.lockstep.optimizer.StepwiseOptimizer} and a line of {@link
 * dev.lockstep.optimizer.Optimizers}; a schedule: a line of {@link dev.lockstep.optimizer.Schedules}.
 */
package dev.lockstep.optimizer;
