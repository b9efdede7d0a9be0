package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Violation;
import java.util.Optional;

/**
 * A key of a plan, declared once. Reading, writing, validation and documentation of plans, and Spark's params, derive
 * from it.
 */
public final class Key<T> {

    /** What a key affects, which decides whether a run can resume with another value. */
    public enum Reach {
        /** The trained model. */
        MODEL,
        /** The location of rows, which a run compares by value. */
        ROWS,
        /** Neither. */
        NOTHING
    }

    private final String path;
    private final Type<T> type;
    private final Optional<Object> initial;
    private final boolean required;
    private final String otherwise;
    private final String meaning;
    private Reach reach = Reach.MODEL;
    private int since = 1;
    private String param = "";

    private Key(
            String path, Type<T> type, Optional<Object> initial, boolean required, String otherwise, String meaning) {
        this.path = path;
        this.type = type;
        this.initial = initial;
        this.required = required;
        this.otherwise = otherwise;
        this.meaning = meaning;
    }

    /**
     * @param path within its section, such as {@code training.epochs}
     * @param initial the default, as in a plan
     * @param meaning one phrase
     */
    public static <T> Key<T> of(String path, Type<T> type, Object initial, String meaning) {
        return new Key<>(path, type, Optional.of(initial), false, "", meaning);
    }

    public static <T> Key<T> required(String path, Type<T> type, String meaning) {
        return new Key<>(path, type, Optional.empty(), true, "required", meaning);
    }

    /** @param otherwise description of the default, if it cannot be written in a plan */
    public static <T> Key<Optional<T>> optional(String path, Type<T> type, String otherwise, String meaning) {
        return new Key<>(path, Types.orNothing(type), Optional.empty(), false, otherwise, meaning);
    }

    public Key<T> reaching(Reach what) {
        reach = what;
        return this;
    }

    /** Sets the first plan format that has the key. */
    public Key<T> since(int format) {
        since = format;
        return this;
    }

    /** Marks the key as a param of estimators with the same name. */
    public Key<T> param() {
        return param(name());
    }

    /** Marks the key as a param of estimators. */
    public Key<T> param(String name) {
        param = name;
        return this;
    }

    public String path() {
        return path;
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    public Type<T> type() {
        return type;
    }

    /** The default, as in a plan; empty if the key is required or the default cannot be written. */
    public Optional<Object> initial() {
        return initial;
    }

    /** The description of the default if it cannot be written; {@code required} if there is none. */
    public String otherwise() {
        return otherwise;
    }

    public String meaning() {
        return meaning;
    }

    public Reach reach() {
        return reach;
    }

    /** The first format of plans that has the key. */
    public int since() {
        return since;
    }

    /** The corresponding Spark ML param, if any. */
    public String paramName() {
        return param;
    }

    public boolean isRequired() {
        return required;
    }

    /** The default. */
    @SuppressWarnings("unchecked") // A key without a default has an optional type.
    public T initialValue() {
        return initial.map(type::read).orElseGet(() -> (T) Optional.empty());
    }

    /** Returns the value, or throws a {@link Violation} if it is not allowed. */
    public T check(T value) {
        return Types.within(path, type, type.write(value));
    }
}
