package dev.lockstep.plan;

import java.util.HashMap;
import java.util.Map;

/** The values of a section of a plan. */
final class Values {

    private final Map<Key<?>, Object> given = new HashMap<>();

    void put(Key<?> key, Object value) {
        given.put(key, value);
    }

    /** The value, or the default. */
    @SuppressWarnings("unchecked") // Only Section fills it, with what the key's type has read.
    <T> T get(Key<T> key) {
        return given.containsKey(key) ? (T) given.get(key) : key.initialValue();
    }

    boolean isGiven(Key<?> key) {
        return given.containsKey(key);
    }
}
