package dev.lockstep.job;

/** The output's files cannot be read or written: a network, a disk, a permission. Nothing is wrong with plan or data. */
final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
