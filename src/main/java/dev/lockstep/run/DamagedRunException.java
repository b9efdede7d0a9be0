package dev.lockstep.run;

/** A finished run that lost something, or whose files contradict each other: which file, and how. */
final class DamagedRunException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedRunException(String message, Throwable cause) {
        super(message, cause);
    }

    DamagedRunException(String message) {
        this(message, null);
    }
}
