/**
 * Update rules, learning-rate schedules and gradient clipping, on plain arrays.
 */
package dev.lockstep.optimizer;
