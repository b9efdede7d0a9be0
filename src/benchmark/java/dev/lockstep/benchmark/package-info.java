/**
 * What {@code jobs/benchmark.sh} measures: kernels, engines, ingestion and predictions, beside what they are compared
 * with. A jar of its own, no part of the application; may touch all of it.
 *
 * <p>To add a comparison here: a {@link dev.lockstep.benchmark.measurement.Rounds.Measurement}, and a {@link
 * dev.lockstep.benchmark.measurement.Figure} that reports it.
 */
package dev.lockstep.benchmark;
