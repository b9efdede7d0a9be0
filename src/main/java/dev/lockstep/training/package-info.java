/**
 * The plan, the loop, early stopping, state and listeners. May touch evaluation, optimizer, objective, network, data and
 * math. Sees the cluster only through {@link dev.lockstep.training.Gradients} and {@link
 * dev.lockstep.training.Evaluation}.
 *
 * <p>To watch a training: implement {@link dev.lockstep.training.TrainingListener}.
 */
package dev.lockstep.training;
