/**
 * Float arrays, matrix products, hash-based random numbers, and sums in a fixed order. The only room that uses a BLAS.
 */
package dev.lockstep.math;
