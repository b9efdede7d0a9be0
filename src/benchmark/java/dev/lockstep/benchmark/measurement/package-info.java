/**
 * Workloads, measurements taken in rounds, and the figures reported of them.
 *
 * <p>To add a workload here: a constant of {@link dev.lockstep.benchmark.measurement.Workload}.
 */
package dev.lockstep.benchmark.measurement;
