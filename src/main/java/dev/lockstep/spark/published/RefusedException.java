package dev.lockstep.spark.published;

/** A trained model that is not published, because a rule of the plan's section {@code publish} is broken. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
