package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.catalog.Secret;
import dev.lockstep.plan.PlanException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A plan before anybody asks what its keys mean: the file's values, with those of {@code --set} put over them. */
final class PlanTree {

    private static final String SET = "--set";

    private final String file;
    private final ObjectNode root;
    private final OptionValues values;
    private final Set<String> overridden = new LinkedHashSet<>();

    private PlanTree(String file, ObjectNode root, OptionValues values) {
        this.file = file;
        this.root = root;
        this.values = values;
    }

    /**
     * @param file what messages begin with
     * @param values how options of readers are read
     * @param overrides {@code key=value}, where the key is a path such as {@code network.hidden[0].units} and the value
     *     is YAML, or nothing to take the key away; later ones win
     */
    static PlanTree of(String file, String text, OptionValues values, List<String> overrides) {
        JsonNode document = YamlReader.read(file, text);
        if (document.isNull() || (document.isTextual() && document.textValue().isEmpty())) {
            throw new PlanException(file + ": the plan is empty");
        }
        if (!(document instanceof ObjectNode root)) {
            throw new PlanException(file + ": the plan must be a mapping of keys but is " + Setting.shown(document));
        }
        PlanTree tree = new PlanTree(file, root, values);
        overrides.forEach(tree::set);
        return tree;
    }

    Setting root() {
        return new Setting(this, "", root, "");
    }

    /** What an option of a reader is. */
    String option(String path, String name, String written) {
        try {
            return values.of(path, name, written);
        } catch (PlanException e) {
            throw error(path, e.getMessage());
        }
    }

    /** A refusal that begins with where the user wrote what is refused: the file, or {@code --set}. */
    PlanException error(String path, String message) {
        boolean set = overridden.stream().anyMatch(key -> concerns(key, path, message));
        return new PlanException((set ? SET : file) + ": " + message);
    }

    /** The path of a mapping's key. */
    static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    /** Whether a message about a path is about an overridden key: that one, one above it, or one below that it names. */
    private static boolean concerns(String overridden, String path, String message) {
        if (isWithin(path, overridden) || !isWithin(overridden, path)) {
            return isWithin(path, overridden);
        }
        String below = path.isEmpty() ? overridden : overridden.substring(path.length() + 1);
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(below) + "(?!\\w)")
                .matcher(message)
                .find();
    }

    private static boolean isWithin(String path, String parent) {
        return parent.isEmpty()
                || path.equals(parent)
                || path.startsWith(parent + ".")
                || path.startsWith(parent + "[");
    }

    private void set(String assignment) {
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        String dotted = key.replaceAll("\\[(\\d+)]", ".$1");
        if (equals < 0 || !dotted.matches("[^.\\[\\]]+(\\.[^.\\[\\]]+)*")) {
            throw new PlanException(
                    SET + " must be key=value, such as training.epochs=10, but is " + Secret.shownInText(assignment));
        }
        String text = assignment.substring(equals + 1);
        boolean takesAway = text.isBlank();
        JsonNode value = takesAway ? MissingNode.getInstance() : YamlReader.read(SET + " " + key, text);
        List<String> steps = List.of(dotted.split("\\."));
        JsonNode place = root;
        String path = "";
        for (String step : steps.subList(0, steps.size() - 1)) {
            path = path(place, path, step);
            if (takesAway && isAbsent(place, step, path)) {
                overridden.add(path);
                put(place, step, value);
                return;
            }
            place = open(place, step, path);
        }
        String last = steps.get(steps.size() - 1);
        overridden.add(path(place, path, last));
        put(place, last, value);
    }

    /** The path of a step, which must be an index where the place is a list. */
    private static String path(JsonNode place, String path, String step) {
        if (!place.isArray()) {
            return path(path, step);
        }
        if (!step.matches("\\d{1,9}") || Integer.parseInt(step) >= place.size()) {
            throw new PlanException(SET + ": the index in " + path + " must be a whole number from 0 to "
                    + (place.size() - 1) + " but is " + step);
        }
        return path + "[" + step + "]";
    }

    /** Whether there is nothing in a step to take a key from. */
    private boolean isAbsent(JsonNode place, String step, String path) {
        Setting setting = new Setting(this, path, child(place, step), "");
        return !setting.isGiven() || setting.isEmpty() || setting.is("none");
    }

    private static JsonNode child(JsonNode place, String step) {
        return place.isArray() ? place.get(Integer.parseInt(step)) : place.path(step);
    }

    /** The mapping or list behind a step. A bare word becomes the mapping that it is short for. */
    private JsonNode open(JsonNode place, String step, String path) {
        JsonNode child = child(place, step);
        if (child.isContainerNode()) {
            return child;
        }
        boolean absent = isAbsent(place, step, path);
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        put(place, step, mapping);
        if (absent) {
            overridden.add(path);
        } else if (child.isTextual()) {
            mapping.set(path.startsWith("data.") ? "path" : "name", child);
        } else {
            throw new PlanException(
                    SET + ": " + path + " must be a mapping to set a key in it but is " + Setting.shown(child));
        }
        return mapping;
    }

    /** A key that is taken away stays as a missing node, so that one that nobody knows is still an error. */
    private static void put(JsonNode place, String step, JsonNode value) {
        if (place instanceof ObjectNode mapping) {
            mapping.set(step, value);
        } else if (value.isMissingNode()) {
            ((ArrayNode) place).remove(Integer.parseInt(step));
        } else {
            ((ArrayNode) place).set(Integer.parseInt(step), value);
        }
    }
}
