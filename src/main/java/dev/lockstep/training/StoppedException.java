package dev.lockstep.training;

/** Training was asked to stop before the end, and has saved where it stands. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoppedException(String message) {
        super(message);
    }
}
