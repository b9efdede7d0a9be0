/**
 * Plans as YAML: read, overridden on the command line, and written with every default filled in.
 *
 * <p>Keys are declared in the room {@code plan}; here is what YAML needs.
 */
package dev.lockstep.plan.yaml;
