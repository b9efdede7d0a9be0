/**
 * What the server of Spark Connect loads by name: its version for clients, and MLlib's classifier trained by Lockstep.
 *
 * <p>May touch the estimators and Spark. To add an operator: a class with a constructor for a uid, and its line in {@code
 * META-INF/services}.
 */
package dev.lockstep.connect;
