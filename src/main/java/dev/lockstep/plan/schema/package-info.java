/** The form of a plan: keys, their types and sections, from which reading, writing and documentation derive. */
package dev.lockstep.plan.schema;
