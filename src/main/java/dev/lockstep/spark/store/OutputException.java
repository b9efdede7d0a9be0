package dev.lockstep.spark.store;

/** The output's files cannot be read or written: a network, a disk, a permission. Nothing is wrong with plan or data. */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Of a file that a training cannot do without. */
    public static OutputException unwritten(String file, Exception problem) {
        return new OutputException(
                file + " cannot be written: " + Reason.of(problem)
                        + (Reason.isNoRoom(problem) ? ". Make room" : ". When it can be")
                        + ", and the same command goes on from the newest checkpoint",
                problem);
    }
}
