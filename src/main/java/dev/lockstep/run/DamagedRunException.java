package dev.lockstep.run;

/** A finished run with missing or contradictory files. The message names the file and the problem. */
final class DamagedRunException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedRunException(String message, Throwable cause) {
        super(message, cause);
    }

    DamagedRunException(String message) {
        this(message, null);
    }
}
