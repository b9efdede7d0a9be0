/**
 * The command line, plans in YAML, exit codes and what a run says of itself in JSON. May touch every room.
 *
 * <p>To add a key here: a line of {@link dev.lockstep.job.PlanFile} or {@link dev.lockstep.job.DataKeys}, and one of
 * {@link dev.lockstep.job.PlanWriter}. To add a command: a class like {@link dev.lockstep.job.TrainCommand}, named in
 * {@link dev.lockstep.job.Lockstep}.
 */
package dev.lockstep.job;
