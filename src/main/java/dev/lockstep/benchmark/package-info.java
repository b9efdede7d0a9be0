/**
 * How fast Lockstep is beside what it is compared to. No part of the application.
 *
 * <p>To add a comparison here: implement {@link dev.lockstep.benchmark.Comparison}.
 */
package dev.lockstep.benchmark;
