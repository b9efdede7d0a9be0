package dev.lockstep.objective;

/** What a loss learns to predict. */
public enum Task {
    /** Numbers: one output a label column. */
    REGRESSION,
    /** Yes or no: one output a label column, targets 0 and 1. */
    BINARY,
    /** One of several classes: one output a class, the target is the class's index. */
    CLASSES
}
