package dev.lockstep.format;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns records that own arrays into lists that are equal when every component is, bit for bit: also components to come. */
public final class RecordValues {

    private RecordValues() {}

    public static Object of(Object value) {
        if (value instanceof Record record) {
            List<Object> values = new ArrayList<>();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                values.add(component.getName());
                values.add(of(component(record, component)));
            }
            return values;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(inner -> List.of(of(inner))).orElse(List.of());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordValues::of).toList();
        }
        if (value.getClass().isArray()) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                values.add(of(Array.get(value, i)));
            }
            return values;
        }
        // Float and Double are equal when their bits are, but for NaNs, which are all alike.
        boolean plain =
                value instanceof Number || value instanceof Boolean || value instanceof String || value instanceof Map;
        if (!plain) {
            throw new IllegalArgumentException("no way to compare " + value.getClass());
        }
        return value;
    }

    private static Object component(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
