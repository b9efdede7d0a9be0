package dev.lockstep.catalog;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The validated arguments of a choice, with all defaults. */
public final class Arguments {

    private final Map<String, Object> values;

    Arguments(Map<String, Object> values) {
        this.values = values;
    }

    public double number(String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    /** Empty for a word, such as {@value Parameter#NONE}. */
    public OptionalDouble numberIfAny(String name) {
        return values.get(name) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** One or several numbers. */
    public double[] numbers(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().mapToDouble(Double.class::cast).toArray()
                : new double[] {number(name)};
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

    /** The nested choice; created by the catalog, so it has the catalog's type. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T nested(String name) {
        return ((Choice<T>) values.get(name)).value();
    }
}
