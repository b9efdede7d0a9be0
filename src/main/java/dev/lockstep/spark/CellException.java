package dev.lockstep.spark;

/** A cell that cannot be used. Thrown once a bad row, so it carries no stack trace. */
final class CellException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CellException(String column, String must, Object value) {
        super(
                "column " + column + " " + must + " but is " + (value == null ? "empty" : "\"" + value + "\""),
                null,
                false,
                false);
    }
}
