/**
 * The life of a run: output folder, identity, lease, checkpoints, history, status, and stop requests.
 */
package dev.lockstep.run;
