package dev.lockstep.data;

import dev.lockstep.catalog.Domain;

/** The kind of labels. */
public enum LabelKind {
    /** Numbers, for a regression. */
    NUMBERS(Domain.FINITE, "a finite number"),
    /** Numbers such as counts, which are not negative. */
    NOT_NEGATIVE_NUMBERS(Domain.NOT_NEGATIVE, Domain.NOT_NEGATIVE.words() + " for this loss"),
    /** Numbers such as durations, which are positive. */
    POSITIVE_NUMBERS(Domain.POSITIVE, Domain.POSITIVE.words() + " for this loss"),
    /** Classes, or yes and no in several columns. */
    CLASSES(Domain.FINITE, "a class"),
    /** One probability per class, each in its own column. */
    DISTRIBUTION(Domain.NOT_NEGATIVE, "a probability");

    private final Domain targets;
    private final String words;

    LabelKind(Domain targets, String words) {
        this.targets = targets;
        this.words = words;
    }

    /** Whether a target is in the domain; as the float that it becomes, if it must be positive. */
    public boolean takes(double target) {
        return targets.contains().test(target) && (this != POSITIVE_NUMBERS || (float) target > 0);
    }

    /** What a label must be. */
    public String words() {
        return words;
    }
}
