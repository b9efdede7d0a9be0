package dev.lockstep.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keys and values in insertion order, for a file. */
public final class Keys {

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param value may be null */
    public Keys with(String key, Object value) {
        values.put(key, value);
        return this;
    }

    /** Adds the key only if there is a value. */
    public Keys withGiven(String key, Optional<?> value) {
        value.ifPresent(given -> values.put(key, given));
        return this;
    }

    /** Adds all entries in order. */
    public Keys withAll(Map<String, Object> more) {
        values.putAll(more);
        return this;
    }

    public Map<String, Object> map() {
        return Collections.unmodifiableMap(values);
    }
}
