/**
 * Canonical rows, encodings, scaling, shards, and the selection of the rows of a step.
 */
package dev.lockstep.data;
