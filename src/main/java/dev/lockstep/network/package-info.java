/**
 * Layers, activations, initializers, forward and backward. May touch math.
 *
 * <p>To add an activation here: a constant of {@link dev.lockstep.network.Activations} (or a file, if it has parameters)
 * and a line of its catalog. To add an initializer: a line of {@link dev.lockstep.network.Initializers}.
 */
package dev.lockstep.network;
