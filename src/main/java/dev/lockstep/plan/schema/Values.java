package dev.lockstep.plan.schema;

import java.util.HashMap;
import java.util.Map;

/** The values of a section of a plan. */
public final class Values {

    private final Map<Key<?>, Object> given = new HashMap<>();

    public void put(Key<?> key, Object value) {
        given.put(key, value);
    }

    /** The value, or the default. */
    @SuppressWarnings("unchecked") // Only Section fills it, with what the key's type has read.
    public <T> T get(Key<T> key) {
        return given.containsKey(key) ? (T) given.get(key) : key.initialValue();
    }

    public boolean isGiven(Key<?> key) {
        return given.containsKey(key);
    }
}
