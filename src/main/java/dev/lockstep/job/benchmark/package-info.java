/**
 * What {@code jobs/benchmark.sh} measures: kernels, engines and their peers, side by side in one run. May touch what the
 * command line may.
 *
 * <p>To add a comparison here: a measurement of {@link dev.lockstep.job.benchmark.Rounds} and a {@link
 * dev.lockstep.job.benchmark.Figure}.
 */
package dev.lockstep.job.benchmark;
