package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Secret;
import dev.lockstep.plan.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One value of a plan. Each method reads it as one thing, or refuses it with its path, what is allowed and what it is.
 *
 * @param hint what the key was perhaps misspelt as, where the value is missing; else empty
 * @param orNone whether {@code none} is allowed besides
 */
record Setting(PlanTree tree, String path, JsonNode node, String hint, boolean orNone) {

    private static final ObjectMapper TREES = new ObjectMapper();
    private static final int LONGEST_SHOWN = 80;
    private static final String OPTIONS = ".options.";

    Setting(PlanTree tree, String path, JsonNode node, String hint) {
        this(tree, path, node, hint, false);
    }

    boolean isGiven() {
        return !node.isMissingNode();
    }

    boolean isNumber() {
        return node.isNumber();
    }

    boolean isNull() {
        return node.isNull();
    }

    boolean isMapping() {
        return node.isObject();
    }

    /** Whether the key stands there with nothing behind it. */
    boolean isEmpty() {
        return node.isNull() || (node.isTextual() && node.textValue().isBlank());
    }

    boolean isText() {
        return node.isTextual() && !isEmpty();
    }

    boolean is(String word) {
        return node.isTextual() && node.textValue().equals(word);
    }

    /** This setting, or where the plan does not have it, one with this value. */
    Setting or(Object initial) {
        return isGiven() ? this : new Setting(tree, path, TREES.valueToTree(initial), "");
    }

    /** Empty where the plan does not have it. */
    <T> Optional<T> ifGiven(Function<Setting, T> read) {
        return isGiven() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    /** Empty where the plan does not have it or says {@code none}. */
    <T> Optional<T> unlessNone(Function<Setting, T> read) {
        return is("none") ? Optional.empty() : new Setting(tree, path, node, hint, true).ifGiven(read);
    }

    /** @param words what the text is, such as {@code a path} */
    String text(String words) {
        if (!isText()) {
            throw refusal(words);
        }
        return node.textValue();
    }

    /** A name, which may look like a number or a truth value. */
    String name(String words) {
        if (node.isNull()) {
            throw refusal(words + ", in quotes if its name is null,");
        }
        return node.isNumber() || node.isBoolean() ? node.asText() : text(words);
    }

    /** A name, or a list of them. */
    List<String> names(String words) {
        return node.isArray() ? list(setting -> setting.name(words)) : List.of(name(words + " or a list of them"));
    }

    /** A mapping whose keys are the user's own. */
    <T> Map<String, T> byName(Function<Setting, T> read) {
        return section(settings -> {
            Map<String, T> values = new LinkedHashMap<>();
            node.fieldNames()
                    .forEachRemaining(
                            name -> settings.get(name).ifGiven(read).ifPresent(value -> values.put(name, value)));
            return values;
        });
    }

    /** Text, a number or a truth value, as text. */
    String scalar() {
        if (!node.isValueNode() || node.isNull()) {
            throw refusal("text, a number, true or false");
        }
        return node.asText();
    }

    /** A scalar that is the value of a reader's option. */
    String option() {
        return tree.option(path, name(), scalar());
    }

    /** What the option is called, which may have dots. */
    private String name() {
        return path.substring(path.indexOf(OPTIONS) + OPTIONS.length());
    }

    private boolean isSecret() {
        return path.contains(OPTIONS) && Secret.isNamed(name());
    }

    double number(Domain domain) {
        if (!node.isNumber() || !domain.contains().test(node.doubleValue())) {
            throw refusal(domain.words());
        }
        return node.doubleValue();
    }

    /** @param domain of whole numbers */
    int whole(Domain domain) {
        return (int) number(domain);
    }

    long wholeOf64Bits() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw refusal("a whole number of at most 64 bits");
        }
        return node.longValue();
    }

    /** One of a few constants, by their names in small letters. */
    <E extends Enum<E>> E oneOf(List<E> constants) {
        return constants.stream()
                .filter(constant -> is(Names.of(constant)))
                .findFirst()
                .orElseThrow(() ->
                        refusal(Names.either(constants.stream().map(Names::of).toList())));
    }

    /** What a text is a name of. */
    <T> T named(Function<String, T> find) {
        String name = text("a name");
        try {
            return find.apply(name);
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    <T> List<T> list(Function<Setting, T> read) {
        if (!node.isArray()) {
            throw refusal("a list");
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            values.add(read.apply(new Setting(tree, path + "[" + i + "]", node.get(i), "")));
        }
        return values;
    }

    /** What a mapping has under a key. */
    Setting at(String key) {
        return new Settings(tree, path, (ObjectNode) node).get(key);
    }

    /** Reads a mapping; keys that {@code read} does not ask for are refused. */
    <T> T section(Function<Settings, T> read) {
        if (!(node instanceof ObjectNode mapping)) {
            throw refusal("a mapping of keys");
        }
        Settings settings = new Settings(tree, path, mapping);
        T value = read.apply(settings);
        settings.refuseOtherKeys();
        return value;
    }

    /** A name of a catalog, or a mapping of such a {@code name} and its parameters. */
    <T> Choice<T> choice(Catalog<T> catalog) {
        return choice(catalog, "");
    }

    /** @param others what the value may be besides, as a message begins with it */
    <T> Choice<T> choice(Catalog<T> catalog, String others) {
        return new ChoiceReader<>(catalog, others).read(this);
    }

    /** The value as Java's maps, lists, numbers and texts. */
    Object plain() {
        return TREES.convertValue(withoutMissing(node), Object.class);
    }

    /** A tree without the keys that {@code --set} took away. */
    private static JsonNode withoutMissing(JsonNode node) {
        if (!(node instanceof ObjectNode mapping)) {
            return node;
        }
        ObjectNode rest = TREES.createObjectNode();
        mapping.properties().stream()
                .filter(entry -> !entry.getValue().isMissingNode())
                .forEach(entry -> rest.set(entry.getKey(), withoutMissing(entry.getValue())));
        return rest;
    }

    private static JsonNode withoutSecrets(JsonNode node) {
        if (node instanceof ArrayNode list) {
            ArrayNode shown = TREES.createArrayNode();
            list.forEach(item -> shown.add(withoutSecrets(item)));
            return shown;
        }
        if (!(node instanceof ObjectNode mapping)) {
            return node;
        }
        ObjectNode shown = TREES.createObjectNode();
        mapping.properties()
                .forEach(entry -> shown.set(
                        entry.getKey(),
                        Secret.isNamed(entry.getKey())
                                ? shown.textNode(Secret.MASK)
                                : withoutSecrets(entry.getValue())));
        return shown;
    }

    /** {@code <path> must be <words> but is <value>}. */
    PlanException refusal(String words) {
        String value = !isGiven() ? "missing" : isEmpty() ? "empty" : isSecret() ? Secret.MASK : shown(node);
        return tree.error(path, path + " must be " + words + (orNone ? " or none" : "") + " but is " + value + hint);
    }

    /** A message about this setting, with its path in front unless it already exists. */
    PlanException error(String message) {
        boolean named = message.startsWith(path + " ") || message.startsWith("unknown " + path + " ");
        return tree.error(path, named ? message : path + ": " + message);
    }

    /** A value as the user wrote it; text that could be taken for something else is quoted. */
    static String shown(JsonNode node) {
        boolean word = node.isTextual() && node.textValue().matches("\\p{L}.*");
        String text = Secret.shownInText(
                word ? node.textValue() : withoutSecrets(node).toString());
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
