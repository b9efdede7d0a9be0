/**
 * A training in other tools than Lockstep's own: event files for TensorBoard and runs of MLflow, each a package of its own.
 *
 * <p>Both get {@link dev.lockstep.tracking.EpochScalars} after each epoch; to add a tool, add a package that takes them.
 */
package dev.lockstep.tracking;
