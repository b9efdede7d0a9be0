package dev.lockstep.training;

/** Training was stopped on request, after saving its state. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoppedException(String message) {
        super(message);
    }
}
