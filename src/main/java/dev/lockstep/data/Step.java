package dev.lockstep.data;

import java.io.Serializable;

/**
 * One mini-batch: the positions {@code [from, to)} of an epoch's sequence of rows, see {@link Epochs}.
 *
 * @param epoch from 0
 * @param number the step's number over the whole training, from 0
 */
public record Step(int epoch, long number, long from, long to) implements Serializable {}
