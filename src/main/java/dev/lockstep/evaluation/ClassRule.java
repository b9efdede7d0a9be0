package dev.lockstep.evaluation;

import java.io.Serializable;

/** The decision rule from values to classes. A plain class, because it is serialized and Kryo cannot create records. */
public final class ClassRule implements Serializable {

    private static final long serialVersionUID = 1;

    private final int classes;
    private final float decidesAt;
    private final boolean probabilities;
    private final int top;
    private final long rows;

    /**
     * @param classes number of classes
     * @param decidesAt threshold above which a single unit means yes
     * @param probabilities whether values are probabilities
     * @param top the k of {@code top_k_accuracy}
     * @param rows total number of rows
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
