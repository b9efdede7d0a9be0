/**
 * Layers, activations, initializers, and the forward and backward pass.
 */
package dev.lockstep.network;
