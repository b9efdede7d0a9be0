package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Secret;
import dev.lockstep.catalog.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Types of mappings whose keys are the user's own. */
public final class Mappings {

    private Mappings() {}

    public static <T> Type<Map<String, T>> byName(Type<T> item) {
        return byName(item, (name, value) -> Types.within(name, item, value), (name, value) -> item.write(value));
    }

    /** Reader options, which may be secrets. */
    public static Type<Map<String, String>> options() {
        Type<String> text = Types.scalar();
        return byName(
                text,
                (name, value) -> {
                    if (Secret.isNamed(name) && (value instanceof Map || value instanceof List)) {
                        throw Violation.must(name, text.words(), Secret.MASK);
                    }
                    return Types.within(name, text, value);
                },
                Secret::shown);
    }

    private static <T> Type<Map<String, T>> byName(
            Type<T> item, BiFunction<String, Object, T> read, BiFunction<String, T, Object> write) {
        return Types.of(
                Section.WORDS,
                JsonSchema.of("type", "object", "additionalProperties", item.schema()),
                plain -> {
                    if (!(Section.withoutTakenAway(plain) instanceof Map<?, ?> map)) {
                        return null;
                    }
                    Map<String, T> values = new LinkedHashMap<>();
                    map.forEach((name, value) -> values.put(name.toString(), read.apply(name.toString(), value)));
                    return values;
                },
                values -> {
                    Map<String, Object> sorted = new TreeMap<>();
                    values.forEach((name, value) -> sorted.put(name, write.apply(name, value)));
                    return sorted;
                });
    }
}
