package dev.lockstep.estimator;

import dev.lockstep.spark.internals.RunningSpark;
import java.util.Objects;

/**
 * Passes a uid to an object whose Scala superclass needs it, to name its params, before any field of the object can be
 * set. Created in the argument of {@code this(...)}, which Java evaluates first.
 */
final class Uid {

    private static final ThreadLocal<String> PENDING = new ThreadLocal<>();

    private final String text;

    private Uid(String text) {
        this.text = text;
    }

    static Uid handOver(String text) {
        RunningSpark.require();
        PENDING.set(Objects.requireNonNull(text, "uid"));
        return new Uid(text);
    }

    /**
     * For the constructor without arguments that {@code java.util.ServiceLoader}, and so Spark Connect, requires of every
     * class it finds. Spark Connect never calls it.
     */
    @SuppressWarnings("DoNotCallSuggester")
    static Uid ofNoModel() {
        throw new UnsupportedOperationException("a model is made by fit or load");
    }

    /** The result of {@code uid()} until its field is set. */
    static String pending() {
        return PENDING.get();
    }

    /** Called by the constructor after the superclass. */
    String taken() {
        PENDING.remove();
        return text;
    }
}
