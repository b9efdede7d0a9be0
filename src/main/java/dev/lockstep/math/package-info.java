/**
 * Float arrays, matrix products, random numbers as values, sums in fixed order: the one arithmetic. Touches nothing;
 * the only room that sees a BLAS.
 *
 * <p>To add a matrix product backend here: implement {@link dev.lockstep.math.Products} and name it in {@link
 * dev.lockstep.math.Backend}.
 */
package dev.lockstep.math;
