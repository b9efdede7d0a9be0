/**
 * The names of every concept, their parameters and what is allowed. Touches nothing; every room may touch it.
 *
 * <p>To add a concept here: build a {@link dev.lockstep.catalog.Catalog} in the concept's own room.
 */
package dev.lockstep.catalog;
