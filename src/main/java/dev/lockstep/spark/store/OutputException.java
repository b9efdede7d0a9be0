package dev.lockstep.spark.store;

/**
 * The files of the output cannot be read or written, because of a network, a disk or a permission; plan and data are
 * valid.
 */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a file that a training requires. */
    public static OutputException unwritten(String file, Exception problem) {
        return new OutputException(
                file + " cannot be written: " + Reason.of(problem)
                        + (Reason.isNoRoom(problem) ? ". Free some space" : ". Once it can be")
                        + ", and the same command resumes from the newest checkpoint",
                problem);
    }
}
