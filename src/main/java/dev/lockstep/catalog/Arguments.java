package dev.lockstep.catalog;

import java.util.Map;

/** The checked arguments of one choice, every default filled in. */
public final class Arguments {

    private final Map<String, Object> values;

    Arguments(Map<String, Object> values) {
        this.values = values;
    }

    public double number(String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    public int whole(String name) {
        return ((Number) values.get(name)).intValue();
    }

    public boolean flag(String name) {
        return (Boolean) values.get(name);
    }

    public String word(String name) {
        return (String) values.get(name);
    }

    /** The nested choice; the catalog made it, so its type is the catalog's. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T nested(String name) {
        return ((Choice<T>) values.get(name)).value();
    }
}
