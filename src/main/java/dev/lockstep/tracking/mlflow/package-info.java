/**
 * A training as a run of MLflow, over its REST API.
 *
 * <p>{@link dev.lockstep.tracking.mlflow.MlflowTracker} is what a run sees: it queues and never waits for long. A thread of
 * its own sends, with {@code MlflowRun}, which knows the order of requests, and {@code MlflowClient}, which knows HTTP.
 */
package dev.lockstep.tracking.mlflow;
