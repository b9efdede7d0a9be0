/**
 * Rows packed into shards, and which rows form a step. May touch math.
 *
 * <p>To add a storage here: implement {@link dev.lockstep.data.Features}.
 */
package dev.lockstep.data;
