package dev.lockstep.data;

/** What label columns hold. */
public enum LabelKind {
    /** Numbers to predict. */
    NUMBERS,
    /** Classes, or yes and no in several columns. */
    CLASSES,
    /** A probability a class, in a column each. */
    DISTRIBUTION
}
