package dev.lockstep.evaluation;

import java.io.Serializable;

/**
 * How values become classes, and what is counted.
 *
 * @param classes how many there are
 * @param decidesAt from which value on a single unit says yes
 * @param probabilities whether values are probabilities
 * @param top how many of the likeliest classes count as found for {@code top_k_accuracy}
 * @param rows how many rows there are in all
 */
public record ClassRule(int classes, float decidesAt, boolean probabilities, int top, long rows)
        implements Serializable {}
