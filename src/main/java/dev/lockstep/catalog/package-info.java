/**
 * Names of algorithms, their parameters and domains, and the errors for unknown names and values.
 */
package dev.lockstep.catalog;
