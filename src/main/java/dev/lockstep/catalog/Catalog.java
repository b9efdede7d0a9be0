package dev.lockstep.catalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The list of names of a concept, such as all activations, used by plans, help and error messages.
 *
 * @param <T> the concept's type
 */
public final class Catalog<T> {

    /** A name with its parameters and factory. */
    public record Entry<T>(String name, List<Parameter> parameters, Function<Arguments, T> make) {}

    private static final String NAME = "name";

    private final String concept;
    private final Map<String, Entry<T>> entries = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    /** @param concept the singular used in error texts, such as {@code optimizer} */
    public Catalog(String concept) {
        this.concept = concept;
    }

    /** Adds a name without parameters. */
    public Catalog<T> with(String name, T value) {
        return with(name, arguments -> value);
    }

    /** Adds a name with its parameters. */
    public Catalog<T> with(String name, Function<Arguments, T> make, Parameter... parameters) {
        if (entries.put(name, new Entry<>(name, List.of(parameters), make)) != null) {
            throw new IllegalStateException(concept + " " + name + " is in the catalog twice");
        }
        return this;
    }

    /** Adds an alias of a name. */
    public Catalog<T> alias(String spelling, String name) {
        entry(name);
        if (entries.containsKey(spelling) || aliases.put(spelling, name) != null) {
            throw new IllegalStateException(concept + " " + spelling + " is in the catalog twice");
        }
        return this;
    }

    public String concept() {
        return concept;
    }

    public Collection<String> names() {
        return entries.keySet();
    }

    public Map<String, String> aliases() {
        return Map.copyOf(aliases);
    }

    public List<Parameter> parameters(String name) {
        return entry(name).parameters();
    }

    /** Chooses a name with all defaults. */
    public Choice<T> choose(String name) {
        return choose(name, Map.of());
    }

    /**
     * Chooses a name with arguments; missing ones get their defaults.
     *
     * @throws Violation naming the unknown name or argument, or the value and its domain
     */
    public Choice<T> choose(String name, Map<String, ?> arguments) {
        Entry<T> entry = entry(name);
        List<String> known = entry.parameters().stream().map(Parameter::name).toList();
        for (String given : arguments.keySet()) {
            if (!known.contains(given)) {
                throw new Violation(
                        given,
                        known.isEmpty()
                                ? entry.name() + " takes no parameters but has " + given
                                : Names.unknown("parameter of " + entry.name(), given, known));
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : entry.parameters()) {
            values.put(
                    parameter.name(),
                    arguments.containsKey(parameter.name())
                            ? value(parameter, arguments.get(parameter.name()))
                            : initial(entry, parameter));
        }
        T value = entry.make().apply(new Arguments(Map.copyOf(values)));
        entry.parameters().stream()
                .filter(Parameter::addedLater)
                .filter(parameter -> parameter.initial().equals(Optional.of(values.get(parameter.name()))))
                .forEach(parameter -> values.remove(parameter.name()));
        return new Choice<>(entry.name(), values, value);
    }

    /**
     * Chooses from the form in a plan: a bare name, or a map of {@code name} and arguments.
     *
     * @throws Violation of the name or an argument; its keys are relative to {@code words}
     */
    public Choice<T> fromWords(Object words) {
        if (!(words instanceof Map<?, ?> map)) {
            return choose(name("", words, Violation.shown(words)));
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        map.forEach((key, value) -> arguments.put(String.valueOf(key), value));
        boolean named = arguments.containsKey(NAME);
        Object given = arguments.remove(NAME);
        String name = name(NAME, given, named ? Violation.shown(given) : "missing");
        try {
            entry(name);
        } catch (Violation e) {
            throw e.within(NAME);
        }
        return choose(name, arguments);
    }

    private String name(String key, Object given, String found) {
        if (given instanceof String name && !name.isBlank()) {
            return name;
        }
        throw Violation.must(key, "one of " + String.join(", ", names()), found);
    }

    private Object value(Parameter parameter, Object given) {
        if (parameter.kind() != Parameter.Kind.NESTED) {
            return parameter.accept(given);
        }
        try {
            return fromWords(given);
        } catch (Violation e) {
            throw e.within(parameter.name());
        }
    }

    private Object initial(Entry<T> entry, Parameter parameter) {
        return parameter
                .initial()
                .orElseThrow(() -> new Violation(
                        parameter.name(),
                        entry.name() + " needs " + parameter.name() + ", "
                                + (parameter.kind() == Parameter.Kind.NESTED
                                        ? "another " + concept
                                        : parameter.words())));
    }

    private Entry<T> entry(String name) {
        Entry<T> entry = entries.get(aliases.getOrDefault(name, name));
        if (entry == null) {
            throw Violation.unknown(concept, name, names());
        }
        return entry;
    }
}
