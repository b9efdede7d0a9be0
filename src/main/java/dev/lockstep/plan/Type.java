package dev.lockstep.plan;

import dev.lockstep.catalog.Violation;
import java.util.List;
import java.util.Map;

/**
 * What a value of a plan may be, and how it is read from and written as plain values: maps, lists, texts, numbers, booleans,
 * and null for a key with nothing behind it.
 *
 * @see Types
 */
public interface Type<T> {

    /** @throws Violation whose keys are relative to the value */
    T read(Object plain);

    /** The plain value that {@link #read} takes for the same, with masks in the place of secrets; null to write nothing. */
    Object write(T value);

    /** What is allowed, as in {@code must be … but is}. */
    String words();

    /** What is allowed, as JSON Schema. */
    Map<String, Object> schema();

    /** The sections that a value may be. */
    default List<Section.Inner> sections() {
        return List.of();
    }

    default Violation refusal(Object plain) {
        return Violation.must("", words(), Violation.shown(plain));
    }
}
