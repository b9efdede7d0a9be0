/**
 * The gradient of the loss over a shard's rows, in blocks, dense or sparse, and sums of gradients as they travel.
 *
 * <p>To add a storage of rows here: a {@link dev.lockstep.gradient.Pass} of its blocks.
 */
package dev.lockstep.gradient;
