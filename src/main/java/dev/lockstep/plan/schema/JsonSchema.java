package dev.lockstep.plan.schema;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Pieces of JSON Schema, draft 2020-12, for editors that complete and check plans. */
public final class JsonSchema {

    public static final Map<String, Object> TEXT = Map.of("type", "string");
    public static final Map<String, Object> SCALAR = Map.of("type", List.of("string", "number", "boolean"));

    private JsonSchema() {}

    /** Keywords in a fixed order. */
    public static Map<String, Object> of(String keyword, Object value, String other, Object otherValue) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(keyword, value);
        schema.put(other, otherValue);
        return schema;
    }

    public static Map<String, Object> anyOf(Object... schemas) {
        return Map.of("anyOf", List.of(schemas));
    }

    public static Map<String, Object> number(String type, Domain domain) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.putAll(new TreeMap<>(domain.bounds()));
        return schema;
    }

    public static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /** The names without required parameters, and a mapping for each name. */
    public static Map<String, Object> choice(Catalog<?> catalog) {
        List<Object> forms = new ArrayList<>();
        forms.add(Map.of(
                "enum",
                catalog.names().stream()
                        .filter(name -> catalog.parameters(name).stream()
                                .allMatch(known -> known.initial().isPresent()))
                        .flatMap(name -> spellings(catalog, name))
                        .toList()));
        catalog.names().forEach(name -> forms.add(mapping(catalog, name)));
        return anyOf(forms.toArray());
    }

    private static Stream<String> spellings(Catalog<?> catalog, String name) {
        return Stream.concat(
                Stream.of(name),
                catalog.aliases().entrySet().stream()
                        .filter(alias -> alias.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .sorted());
    }

    private static Map<String, Object> mapping(Catalog<?> catalog, String name) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>(List.of("name"));
        properties.put("name", Map.of("enum", spellings(catalog, name).toList()));
        for (Parameter parameter : catalog.parameters(name)) {
            Map<String, Object> schema = new LinkedHashMap<>(parameter(parameter));
            schema.put("description", parameter.meaning());
            parameter
                    .initial()
                    .ifPresentOrElse(value -> schema.put("default", value), () -> required.add(parameter.name()));
            properties.put(parameter.name(), schema);
        }
        return object(properties, required);
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        return switch (parameter.kind()) {
            case NUMBER -> number("number", parameter.domain());
            case NUMBERS -> {
                Map<String, Object> number = number("number", parameter.domain());
                yield anyOf(number, of("type", "array", "items", number));
            }
            case NUMBER_OR_NONE -> anyOf(Map.of("const", Parameter.NONE), number("number", parameter.domain()));
            case WHOLE -> number("integer", parameter.domain());
            case WHOLE_OR_WORD ->
                anyOf(Map.of("const", parameter.options().get(0)), number("integer", parameter.domain()));
            case FLAG -> Map.of("type", "boolean");
            case WORD -> Map.of("enum", parameter.options());
            case NESTED -> Map.of();
        };
    }
}
