/**
 * Plans as YAML: read, overridden on the command line, and written with every default filled in.
 *
 * <p>To add a key here: a line of {@link dev.lockstep.plan.yaml.PlanFile} or {@link dev.lockstep.plan.yaml.DataKeys}, and
 * one of {@link dev.lockstep.plan.yaml.PlanWriter}.
 */
package dev.lockstep.plan.yaml;
