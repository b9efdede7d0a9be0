package dev.lockstep.evaluation;

import java.io.Serializable;

/** How values become classes, and what is counted. A plain class, as it travels and Kryo cannot make records. */
public final class ClassRule implements Serializable {

    private static final long serialVersionUID = 1;

    private final int classes;
    private final float decidesAt;
    private final boolean probabilities;
    private final int top;
    private final long rows;

    /**
     * @param classes how many there are
     * @param decidesAt from which value on a single unit says yes
     * @param probabilities whether values are probabilities
     * @param top how many of the likeliest classes count as found for {@code top_k_accuracy}
     * @param rows how many rows there are in all
     */
    public ClassRule(int classes, float decidesAt, boolean probabilities, int top, long rows) {
        this.classes = classes;
        this.decidesAt = decidesAt;
        this.probabilities = probabilities;
        this.top = top;
        this.rows = rows;
    }

    int classes() {
        return classes;
    }

    float decidesAt() {
        return decidesAt;
    }

    boolean probabilities() {
        return probabilities;
    }

    int top() {
        return top;
    }

    long rows() {
        return rows;
    }
}
