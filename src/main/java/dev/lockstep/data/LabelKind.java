package dev.lockstep.data;

/** The kind of labels. */
public enum LabelKind {
    /** Numbers, for a regression. */
    NUMBERS,
    /** Classes, or yes and no in several columns. */
    CLASSES,
    /** One probability per class, each in its own column. */
    DISTRIBUTION
}
