package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Violation;
import java.util.List;
import java.util.Map;

/**
 * The type of a plan value, read from and written as plain values: maps, lists, texts, numbers, booleans, and null for
 * a key without a value.
 *
 * @see Types
 */
public interface Type<T> {

    /** @throws Violation whose keys are relative to the value */
    T read(Object plain);

    /** The plain value that {@link #read} accepts, with masked secrets; null to omit the key. */
    Object write(T value);

    /** The allowed values, as in {@code must be … but is}. */
    String words();

    /** The allowed values, as JSON Schema. */
    Map<String, Object> schema();

    /** The sections that a value may contain. */
    default List<Section.Inner> sections() {
        return List.of();
    }

    default Violation refusal(Object plain) {
        return Violation.must("", words(), Violation.shown(plain));
    }
}
