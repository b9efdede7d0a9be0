/**
 * The training loop, early stopping, training state and listeners.
 *
 * <p>It sees the cluster only through {@link dev.lockstep.training.Gradients} and {@link
 * dev.lockstep.training.Evaluation}.
 */
package dev.lockstep.training;
