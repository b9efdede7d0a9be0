/**
 * The gradient of the loss over a shard's rows, in blocks, dense or sparse, and sums of gradients.
 */
package dev.lockstep.gradient;
