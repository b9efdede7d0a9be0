package dev.lockstep.tracking.mlflow;

/** A request that did not succeed. */
final class MlflowException extends Exception {

    private static final long serialVersionUID = 1;

    /** What a failed request means for the next one. */
    enum Kind {
        /** The server cannot be reached, is too slow, or has a problem of its own: it may be well again later. */
        AWAY,
        /** The server refuses this client, so it will refuse everything. */
        REFUSED,
        /** The server refuses this request only. */
        REJECTED,
        /** What the request is about does not exist. */
        MISSING
    }

    private final Kind kind;

    MlflowException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
