/**
 * Console output of a training: progress, epochs, summary, and its history as data.
 */
package dev.lockstep.report;
