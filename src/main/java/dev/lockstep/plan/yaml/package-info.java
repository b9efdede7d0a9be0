/**
 * Plans as YAML: read, overridden on the command line, and written with every default.
 */
package dev.lockstep.plan.yaml;
