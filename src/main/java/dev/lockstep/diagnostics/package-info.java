/** What a person asks about a trained network: its curves and errors, its layers, and which columns matter. Without Spark. */
package dev.lockstep.diagnostics;
