package dev.lockstep.data;

/** The data are wrong or missing. The message tells the user what, where, and what is allowed. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
