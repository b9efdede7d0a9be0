package dev.lockstep.catalog;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chosen algorithm: its name, all arguments with defaults except {@link Parameter#addedLater later} ones, and the
 * object.
 *
 * <p>Two choices are equal if their names and arguments are. Serializable if the object is.
 */
public final class Choice<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String name;
    private final Map<String, Object> arguments;
    private final T value;

    Choice(String name, Map<String, Object> arguments, T value) {
        this.name = name;
        this.arguments = Map.copyOf(arguments);
        this.value = value;
    }

    public String name() {
        return name;
    }

    public T value() {
        return value;
    }

    /** An argument that is a number. */
    public double number(String parameter) {
        if (arguments.get(parameter) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(name + " has no number " + parameter);
    }

    /** The form in a plan: the bare name, or a map of {@code name} and the arguments. */
    public Object words() {
        if (arguments.isEmpty()) {
            return name;
        }
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("name", name);
        arguments.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(argument -> words.put(
                        argument.getKey(),
                        argument.getValue() instanceof Choice<?> nested ? nested.words() : argument.getValue()));
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Choice<?> that && words().equals(that.words());
    }

    @Override
    public int hashCode() {
        return words().hashCode();
    }

    @Override
    public String toString() {
        return words().toString();
    }
}
