package dev.lockstep.plan.yaml;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of a plan as {@link PlanWriter} writes it.
 *
 * @param isDefault whether its key, or a mapping that the key is in, has its default
 */
public record PlanLine(String text, boolean isDefault) {

    /** A key on the way to a line. */
    private record Open(int indent, String path, boolean isDefault) {}

    /** All lines of a plan, without line breaks. */
    public static List<PlanLine> of(RunPlan plan) {
        Map<String, String> defaults = defaults();
        List<String> texts = PlanWriter.write(plan).lines().toList();
        List<PlanLine> lines = new ArrayList<>();
        Deque<Open> open = new ArrayDeque<>();
        for (int at = 0; at < texts.size(); at++) {
            String text = texts.get(at);
            int indent = indent(text);
            while (!open.isEmpty() && open.peek().indent() >= indent) {
                open.pop();
            }
            boolean inDefault = !open.isEmpty() && open.peek().isDefault();
            int colon = text.indexOf(':');
            boolean isDefault = inDefault;
            if (colon > 0) {
                String outer = open.isEmpty() ? "" : open.peek().path() + ".";
                String path = outer + text.substring(indent, colon);
                isDefault |= block(texts, at).equals(defaults.get(path));
                open.push(new Open(indent, path, isDefault));
            }
            lines.add(new PlanLine(text, isDefault));
        }
        return lines;
    }

    /** Spaces, and the marks of list items. */
    private static int indent(String text) {
        int indent = 0;
        while (indent < text.length() && (text.charAt(indent) == ' ' || text.startsWith("- ", indent))) {
            indent++;
        }
        return indent;
    }

    /** The value of a line's key, with the lines that belong to it. */
    private static String block(List<String> texts, int at) {
        String first = texts.get(at);
        int indent = indent(first);
        StringBuilder block =
                new StringBuilder(first.substring(first.indexOf(':') + 1).strip());
        for (int i = at + 1; i < texts.size() && indent(texts.get(i)) > indent; i++) {
            block.append('\n')
                    .append(texts.get(i).substring(Math.min(indent, texts.get(i).length())));
        }
        return block.toString();
    }

    /** The values of keys with defaults, as they are written. */
    private static Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        for (Section.Place place : RunPlan.SCHEMA.places()) {
            place.key().initial().ifPresent(initial -> {
                String text = YamlWriter.write(Map.of("key", written(place.key(), initial)));
                defaults.put(place.path().replace("[]", ""), block(text.lines().toList(), 0));
            });
        }
        return defaults;
    }

    private static <T> Object written(Key<T> key, Object initial) {
        Object written = key.type().write(key.type().read(initial));
        return written == null ? "" : written;
    }
}
