package dev.lockstep.plan;

import dev.lockstep.catalog.Violation;
import java.util.Optional;

/** A key of a plan, declared once: all that reads, writes, checks and documents plans, and Spark's params, comes from here. */
public final class Key<T> {

    /** What a key reaches, which decides whether a run can go on with another value. */
    public enum Reach {
        /** The trained model. */
        MODEL,
        /** Where rows are; a run knows them by their values. */
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
     * @param initial the default, as a plan would say it
     * @param meaning one phrase
     */
    static <T> Key<T> of(String path, Type<T> type, Object initial, String meaning) {
        return new Key<>(path, type, Optional.of(initial), false, "", meaning);
    }

    static <T> Key<T> required(String path, Type<T> type, String meaning) {
        return new Key<>(path, type, Optional.empty(), true, "required", meaning);
    }

    /** @param otherwise what a value that is not given is, where a plan has no word for it */
    static <T> Key<Optional<T>> optional(String path, Type<T> type, String otherwise, String meaning) {
        return new Key<>(path, Types.orNothing(type), Optional.empty(), false, otherwise, meaning);
    }

    Key<T> reaching(Reach what) {
        reach = what;
        return this;
    }

    /** Says in which format of plans the key first is, where that is not the first. */
    Key<T> since(int format) {
        since = format;
        return this;
    }

    /** Says that estimators have the key as a param, under its own name. */
    Key<T> param() {
        return param(name());
    }

    /** Says that estimators have the key as a param. */
    Key<T> param(String name) {
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

    /** The default, as a plan would say it; empty if the key is required or the default has no word. */
    public Optional<Object> initial() {
        return initial;
    }

    /** What the default is, where it has no word; {@code required} if there is none. */
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

    /** The Spark ML param of the same meaning; empty if there is none. */
    public String paramName() {
        return param;
    }

    boolean isRequired() {
        return required;
    }

    /** The default. */
    @SuppressWarnings("unchecked") // A key without a default has an optional type.
    T initialValue() {
        return initial.map(type::read).orElseGet(() -> (T) Optional.empty());
    }

    /** Returns the value, or throws a {@link Violation} if it is not allowed. */
    T check(T value) {
        return Types.within(path, type, type.write(value));
    }
}
