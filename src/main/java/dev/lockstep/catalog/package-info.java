/**
 * Names of algorithms, their parameters and domains, and the errors that name keys of plans.
 */
package dev.lockstep.catalog;
