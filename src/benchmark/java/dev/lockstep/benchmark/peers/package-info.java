/**
 * What Lockstep is compared with: PyTorch, scikit-learn and MLlib.
 *
 * <p>To add one here: a {@link dev.lockstep.benchmark.peers.Peer}, which is a process that trains when asked.
 */
package dev.lockstep.benchmark.peers;
