/**
 * Losses, penalties, and the tasks that losses define.
 */
package dev.lockstep.objective;
