/**
 * What a person sees of a training, and its history as data. May touch training and format; the only room that draws.
 *
 * <p>To add a view here: implement {@link dev.lockstep.training.TrainingListener}, or make a text from plain values.
 */
package dev.lockstep.report;
