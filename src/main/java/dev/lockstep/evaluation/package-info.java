/**
 * Metrics, computed from tallies that can be merged in any process.
 */
package dev.lockstep.evaluation;
