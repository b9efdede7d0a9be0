/**
 * What a training found, as bytes other tools read: safetensors and the fingerprint of parameters. May touch training
 * and what training touches; the only room that knows safetensors.
 *
 * <p>To add a format here: turn it to and from plain values, and throw {@link dev.lockstep.format.FormatException} with
 * the place and what was expected.
 */
package dev.lockstep.format;
