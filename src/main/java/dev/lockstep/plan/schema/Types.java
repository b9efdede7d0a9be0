package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Secret;
import dev.lockstep.catalog.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The basic types of plan values. */
public final class Types {

    private static final String NONE = "none";

    private Types() {}

    /**
     * A type of values without keys.
     *
     * @param read null for values that are not allowed
     */
    public static <T> Type<T> of(
            String words, Map<String, Object> schema, Function<Object, T> read, Function<T, Object> write) {
        return new Made<>(words, schema, List.of(), read, write);
    }

    /** The same plain values, converted to another type. */
    public static <T, U> Type<U> as(Type<T> type, Function<T, U> to, Function<U, T> from) {
        return new Made<>(
                type.words(),
                type.schema(),
                type.sections(),
                plain -> to.apply(type.read(plain)),
                value -> type.write(from.apply(value)));
    }

    private record Made<T>(
            String words,
            Map<String, Object> schema,
            List<Section.Inner> sections,
            Function<Object, T> read,
            Function<T, Object> write)
            implements Type<T> {

        @Override
        public T read(Object plain) {
            T value = read.apply(plain);
            if (value == null) {
                throw refusal(plain);
            }
            return value;
        }

        @Override
        public Object write(T value) {
            return write.apply(value);
        }
    }

    /** @param words the kind of text, such as {@code a path} */
    public static Type<String> text(String words) {
        return of(words, JsonSchema.TEXT, plain -> isText(plain) ? (String) plain : null, text -> text);
    }

    /** The address of a file or folder, which may contain a password. */
    public static Type<String> path() {
        return of("a path", JsonSchema.TEXT, plain -> isText(plain) ? (String) plain : null, Secret::shown);
    }

    public static boolean isText(Object plain) {
        return plain instanceof String text && !text.isBlank();
    }

    /** A name, which may look like a number or a boolean. */
    public static Type<String> name(String words) {
        return of(words, JsonSchema.SCALAR, plain -> readName(words, plain), name -> name);
    }

    private static String readName(String words, Object plain) {
        if (plain == null) {
            throw Violation.must("", words + ", in quotes if its name is null,", Violation.shown(null));
        }
        return isText(plain) || plain instanceof Number || plain instanceof Boolean ? plain.toString() : null;
    }

    /** A name, or a list of them. */
    public static Type<List<String>> names(String words) {
        Type<List<String>> list = list(name(words));
        Type<String> one = name(words + " or a list of them");
        return of(
                one.words(),
                JsonSchema.anyOf(one.schema(), list.schema()),
                plain -> plain instanceof List ? list.read(plain) : List.of(one.read(plain)),
                List::copyOf);
    }

    /** Names that are written as a list only if there are several. */
    public static Type<List<String>> oneOrMore(String words) {
        Type<List<String>> names = names(words);
        return of(
                names.words(), names.schema(), names::read, list -> list.size() == 1 ? list.get(0) : List.copyOf(list));
    }

    public static Type<Double> number(Domain domain) {
        return of(
                domain.words(),
                JsonSchema.number("number", domain),
                plain -> isIn(domain, plain) ? ((Number) plain).doubleValue() : null,
                number -> number);
    }

    /** @param domain of whole numbers */
    public static Type<Integer> whole(Domain domain) {
        return of(
                domain.words(),
                JsonSchema.number("integer", domain),
                plain -> isIn(domain, plain) ? ((Number) plain).intValue() : null,
                number -> number);
    }

    public static boolean isIn(Domain domain, Object plain) {
        return plain instanceof Number number && domain.contains().test(number.doubleValue());
    }

    public static Type<Long> wholeOf64Bits() {
        return of(
                "a whole number of at most 64 bits",
                Map.of("type", "integer"),
                plain -> plain instanceof Long || plain instanceof Integer ? ((Number) plain).longValue() : null,
                number -> number);
    }

    /** An enum constant by its name in lower case. */
    public static <E extends Enum<E>> Type<E> oneOf(List<E> constants) {
        Map<Object, E> byName = new LinkedHashMap<>();
        constants.forEach(constant -> byName.put(Names.of(constant), constant));
        List<String> names = constants.stream().map(Names::of).toList();
        return of(Names.either(names), Map.of("enum", names), byName::get, Names::of);
    }

    /** A name of a catalog, or a mapping of such a {@code name} and its parameters. */
    public static <T> Type<Choice<T>> choice(Catalog<T> catalog) {
        return of(
                "one of " + String.join(", ", catalog.names()),
                JsonSchema.choice(catalog),
                plain -> catalog.fromWords(Section.withoutTakenAway(plain)),
                Choice::words);
    }

    /** Text, a number or a boolean, as text. */
    public static Type<String> scalar() {
        return of(
                "text, a number, true or false",
                JsonSchema.SCALAR,
                plain -> plain instanceof String || plain instanceof Number || plain instanceof Boolean
                        ? plain.toString()
                        : null,
                text -> text);
    }

    /** The content of a cell, as text; null is the text null. */
    public static Type<String> cell() {
        Type<String> scalar = scalar();
        return of(scalar.words(), Map.of(), plain -> plain == null ? "null" : scalar.read(plain), text -> text);
    }

    public static <T> Type<List<T>> list(Type<T> item) {
        return new Made<>(
                "a list",
                JsonSchema.of("type", "array", "items", item.schema()),
                item.sections().stream()
                        .map(inner -> new Section.Inner("[]" + inner.suffix(), inner.section()))
                        .toList(),
                plain -> plain instanceof List<?> list ? items(item, list) : null,
                values -> values.stream().map(item::write).toList());
    }

    private static <T> List<T> items(Type<T> item, List<?> list) {
        List<T> values = new ArrayList<>();
        list.forEach(value -> values.add(within("[" + values.size() + "]", item, value)));
        return List.copyOf(values);
    }

    /** The type, or {@code none}. */
    public static <T> Type<Optional<T>> orNone(Type<T> type) {
        String words = type.words() + " or " + NONE;
        return new Made<>(
                words,
                JsonSchema.anyOf(Map.of("const", NONE), type.schema()),
                type.sections(),
                plain -> {
                    try {
                        return NONE.equals(plain) ? Optional.empty() : Optional.of(type.read(plain));
                    } catch (Violation e) {
                        throw e.key().isEmpty() ? Violation.must("", words, Violation.shown(plain)) : e;
                    }
                },
                value -> value.isEmpty() ? NONE : type.write(value.get()));
    }

    /** The type; the key is omitted without a value. */
    public static <T> Type<Optional<T>> orNothing(Type<T> type) {
        return new Made<>(
                type.words(),
                type.schema(),
                type.sections(),
                plain -> Optional.of(type.read(plain)),
                value -> value.map(type::write).orElse(null));
    }

    public static <T> T within(String key, Type<T> type, Object plain) {
        try {
            return type.read(plain);
        } catch (Violation e) {
            throw e.within(key);
        }
    }
}
