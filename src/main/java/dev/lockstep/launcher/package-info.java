/**
 * What {@code spark-submit} runs: checks the Java version before anything else is loaded, and starts the command.
 *
 * <p>Compiled for Java 8, so it uses nothing of the other rooms directly.
 */
package dev.lockstep.launcher;
