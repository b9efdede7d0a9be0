/**
 * The commands, their options and exit codes.
 */
package dev.lockstep.job;
