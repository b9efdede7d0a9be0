package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Secret;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.schema.Section;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The raw values of a plan: those of the file, overridden by {@code --set}. */
final class PlanTree {

    private static final String SET = "--set";

    private final String file;
    private final Map<String, Object> root;
    private final Set<String> overridden = new LinkedHashSet<>();

    private PlanTree(String file, Map<String, Object> root) {
        this.file = file;
        this.root = root;
    }

    /**
     * @param file the prefix of messages
     * @param overrides {@code key=value}, where the key is a path such as {@code network.hidden[0].units} and the value
     *     is YAML, or empty to remove the key; later ones win
     */
    static PlanTree of(String file, String text, List<String> overrides) {
        Object document = YamlReader.read(file, text);
        if (document == null || document.equals("")) {
            throw new PlanException(file + ": the plan is empty");
        }
        if (!(document instanceof Map)) {
            throw new PlanException(file + ": the plan must be a mapping of keys but is " + Violation.shown(document));
        }
        PlanTree tree = new PlanTree(file, mapping(document));
        overrides.forEach(tree::set);
        return tree;
    }

    /** Removed keys have the value {@link Section#TAKEN_AWAY}. */
    Map<String, Object> root() {
        return root;
    }

    /** An error that begins with the origin of the value: the file, or {@code --set}. */
    PlanException error(Violation violation) {
        boolean set = violation.keys().stream()
                .anyMatch(key -> overridden.stream().anyMatch(parent -> isWithin(key, parent)));
        return new PlanException((set ? SET : file) + ": " + violation.getMessage(), violation);
    }

    private static boolean isWithin(String path, String parent) {
        return path.equals(parent) || path.startsWith(parent + ".") || path.startsWith(parent + "[");
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
        Object value = takesAway ? Section.TAKEN_AWAY : YamlReader.read(SET + " " + key, text);
        List<String> steps = List.of(dotted.split("\\."));
        Object place = root;
        String path = "";
        for (String step : steps.subList(0, steps.size() - 1)) {
            path = path(place, path, step);
            if (takesAway && isAbsent(child(place, step))) {
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

    /** The path of a step, which must be an index in a list. */
    private static String path(Object place, String path, String step) {
        if (!(place instanceof List<?> list)) {
            return Violation.join(path, step);
        }
        if (!step.matches("\\d{1,9}") || Integer.parseInt(step) >= list.size()) {
            throw new PlanException(SET + ": the index in " + path + " must be a whole number from 0 to "
                    + (list.size() - 1) + " but is " + step);
        }
        return path + "[" + step + "]";
    }

    /** Whether there is nothing to remove a key from. */
    private static boolean isAbsent(Object value) {
        return value == null
                || value == Section.TAKEN_AWAY
                || (value instanceof String text && (text.isBlank() || text.equals("none")));
    }

    private static Object child(Object place, String step) {
        return place instanceof List<?> list
                ? list.get(Integer.parseInt(step))
                : mapping(place).get(step);
    }

    /** The mapping or list of a step. A bare name becomes the mapping that it abbreviates. */
    private Object open(Object place, String step, String path) {
        Object child = child(place, step);
        if (child instanceof Map || child instanceof List) {
            return child;
        }
        Map<String, Object> opened = new LinkedHashMap<>();
        put(place, step, opened);
        if (isAbsent(child)) {
            overridden.add(path);
        } else if (child instanceof String) {
            opened.put(path.startsWith("data.") ? "path" : "name", child);
        } else {
            throw new PlanException(
                    SET + ": " + path + " must be a mapping to set a key in it but is " + Violation.shown(child));
        }
        return opened;
    }

    private static void put(Object place, String step, Object value) {
        if (place instanceof Map) {
            mapping(place).put(step, value);
        } else if (value == Section.TAKEN_AWAY) {
            list(place).remove(Integer.parseInt(step));
        } else {
            list(place).set(Integer.parseInt(step), value);
        }
    }

    @SuppressWarnings("unchecked") // YamlReader makes mappings of texts to anything.
    private static Map<String, Object> mapping(Object mapping) {
        return (Map<String, Object>) mapping;
    }

    @SuppressWarnings("unchecked") // YamlReader makes lists of anything.
    private static List<Object> list(Object list) {
        return (List<Object>) list;
    }
}
