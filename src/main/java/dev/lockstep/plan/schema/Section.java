package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A mapping of known keys to a record. The order of the keys is that of written plans and of the documentation. A key
 * with a dotted path, such as {@code math.blas}, is in a mapping without a record of its own.
 */
public final class Section<R> implements Type<R> {

    /** Marks a value removed by {@code --set key=}: the key must be known, but counts as missing. */
    public static final Object TAKEN_AWAY = new Object();

    static final String WORDS = "a mapping of keys";

    /** A key with its full path, such as {@code network.hidden[].units}. */
    public record Place(String path, Key<?> key) {}

    /** A section within a value. @param suffix the suffix of the value's path: empty or {@code []} */
    public record Inner(String suffix, Section<?> section) {}

    private record Field<R, T>(Key<T> key, Function<R, T> value) {

        void read(Object plain, Values to) {
            to.put(key, key.type().read(plain));
        }

        Object write(R record) {
            T found = value.apply(record);
            return found == null ? null : key.type().write(found);
        }
    }

    private final Function<Values, R> make;
    private final Map<String, Field<R, ?>> fields = new LinkedHashMap<>();
    private final boolean orNone;

    private Section(Function<Values, R> make, boolean orNone) {
        this.make = make;
        this.orNone = orNone;
    }

    public static <R> Section<R> of(Function<Values, R> make) {
        return new Section<>(make, false);
    }

    /** A section that may be {@code none}, which means all defaults. */
    public static <R> Section<R> orNone(Function<Values, R> make) {
        return new Section<>(make, true);
    }

    /** @param value the value of a record; null to omit the key */
    public <T> Section<R> with(Key<T> key, Function<R, T> value) {
        fields.put(key.path(), new Field<>(key, value));
        return this;
    }

    @Override
    public R read(Object plain) {
        Values values = new Values();
        read("", orNone && "none".equals(plain) ? Map.of() : plain, values);
        return make.apply(values);
    }

    private void read(String group, Object plain, Values values) {
        if (!(plain instanceof Map<?, ?> map)) {
            throw refusal(plain);
        }
        Set<String> known = names(group);
        for (String name : known) {
            Field<R, ?> field = fields.get(group + name);
            boolean given = map.containsKey(name) && map.get(name) != TAKEN_AWAY;
            try {
                if (field == null) {
                    read(group + name + ".", given ? map.get(name) : Map.of(), values);
                } else if (given) {
                    field.read(map.get(name), values);
                } else if (field.key().isRequired()) {
                    throw missing(field.key(), map);
                }
            } catch (Violation e) {
                throw e.within(name);
            }
        }
        for (Object name : map.keySet()) {
            if (!known.contains(name)) {
                throw new Violation(name.toString(), Names.unknown("key", name.toString(), known));
            }
        }
    }

    private static Violation missing(Key<?> key, Map<?, ?> map) {
        List<String> given = map.entrySet().stream()
                .filter(entry -> entry.getValue() != TAKEN_AWAY)
                .map(entry -> entry.getKey().toString())
                .toList();
        String hint = Names.nearest(key.name(), given)
                .map(near -> "; is \"" + near + "\" a misspelling of it?")
                .orElse("");
        return Violation.must("", key.type().words(), "missing" + hint);
    }

    /** @param group the path of a mapping and a dot; empty for the section itself */
    private Set<String> names(String group) {
        Set<String> names = new LinkedHashSet<>();
        for (String path : fields.keySet()) {
            if (path.startsWith(group)) {
                names.add(path.substring(group.length()).split("\\.", 2)[0]);
            }
        }
        return names;
    }

    @Override
    public Map<String, Object> write(R record) {
        Map<String, Object> plain = new LinkedHashMap<>();
        fields.forEach((path, field) -> {
            Object value = field.write(record);
            if (value != null) {
                put(plain, path, value);
            }
        });
        return plain;
    }

    /** Sets a value at a path and creates the mappings on the way. */
    @SuppressWarnings("unchecked") // It made them itself.
    public static void put(Map<String, Object> plain, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            plain.put(path, value);
        } else {
            Object inner = plain.computeIfAbsent(path.substring(0, dot), name -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) inner, path.substring(dot + 1), value);
        }
    }

    @Override
    public String words() {
        return WORDS + (orNone ? " or none" : "");
    }

    @Override
    public Map<String, Object> schema() {
        return schema("");
    }

    private Map<String, Object> schema(String group) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (String name : names(group)) {
            Field<R, ?> field = fields.get(group + name);
            properties.put(name, field == null ? schema(group + name + ".") : schema(field.key()));
            if (field != null && field.key().isRequired()) {
                required.add(name);
            }
        }
        Map<String, Object> schema = JsonSchema.object(properties, required);
        return orNone ? JsonSchema.anyOf(Map.of("const", "none"), schema) : schema;
    }

    private static Map<String, Object> schema(Key<?> key) {
        Map<String, Object> schema = new LinkedHashMap<>(key.type().schema());
        if (!key.meaning().isEmpty()) {
            schema.put("description", key.meaning());
        }
        key.initial().ifPresent(value -> schema.put("default", value));
        return schema;
    }

    @Override
    public List<Inner> sections() {
        return List.of(new Inner("", this));
    }

    /**
     * The keys on the path to a value of a written plan, outermost first. @param path such as {@code data.test.path}
     */
    public List<Key<?>> keysOn(String path) {
        List<Key<?>> keys = new ArrayList<>();
        for (Field<R, ?> field : fields.values()) {
            String at = field.key().path();
            if (path.equals(at) || path.startsWith(at + ".")) {
                keys.add(field.key());
                String rest = path.equals(at) ? "" : path.substring(at.length() + 1);
                field.key()
                        .type()
                        .sections()
                        .forEach(inner -> keys.addAll(inner.section().keysOn(rest)));
            }
        }
        return keys;
    }

    /** All keys of the section and of nested ones, each section once. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        addPlaces("", places, new HashSet<>());
        return places;
    }

    private void addPlaces(String prefix, List<Place> places, Set<Section<?>> seen) {
        if (seen.add(this)) {
            for (Field<R, ?> field : fields.values()) {
                String path = prefix + field.key().path();
                places.add(new Place(path, field.key()));
                field.key().type().sections().forEach(inner -> inner.section()
                        .addPlaces(path + inner.suffix() + ".", places, seen));
            }
        }
    }

    /** A value without removed keys. */
    public static Object withoutTakenAway(Object plain) {
        if (!(plain instanceof Map<?, ?> map)) {
            return plain;
        }
        Map<Object, Object> rest = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value != TAKEN_AWAY) {
                rest.put(name, withoutTakenAway(value));
            }
        });
        return rest;
    }
}
