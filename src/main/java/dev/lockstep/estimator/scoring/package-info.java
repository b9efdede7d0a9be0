/**
 * Rows of a Dataset through a trained network, a block at a time.
 */
package dev.lockstep.estimator.scoring;
