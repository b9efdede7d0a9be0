/**
 * What Lockstep is compared with: PyTorch, scikit-learn, MLlib, and the matrix products of MKL, oneDNN and OpenBLAS. Native
 * libraries run in processes of their own, whose programs are in {@code src/peers}.
 *
 * <p>To add one here: a {@link dev.lockstep.benchmark.peers.Peer}, which is a process that trains when asked.
 */
package dev.lockstep.benchmark.peers;
