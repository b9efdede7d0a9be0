package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.catalog.Names;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One mapping of a plan. It remembers which keys were asked for: they are the known ones, any other is an error. */
final class Settings {

    private final PlanTree tree;
    private final String path;
    private final ObjectNode node;
    private final Set<String> known = new LinkedHashSet<>();

    Settings(PlanTree tree, String path, ObjectNode node) {
        this.tree = tree;
        this.path = path;
        this.node = node;
    }

    Setting get(String key) {
        known.add(key);
        JsonNode value = node.path(key);
        String hint = value.isMissingNode() ? misspelling(key) : "";
        return new Setting(tree, PlanTree.path(path, key), value, hint);
    }

    private String misspelling(String key) {
        List<String> given = new ArrayList<>();
        node.properties().stream()
                .filter(entry -> !entry.getValue().isMissingNode())
                .forEach(entry -> given.add(entry.getKey()));
        return Names.nearest(key, given)
                .map(near -> "; is \"" + near + "\" a misspelling of it?")
                .orElse("");
    }

    /** To be called when every known key was asked for. */
    void refuseOtherKeys() {
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                String where = path.isEmpty() ? "" : path + ": ";
                throw tree.error(PlanTree.path(path, key), where + Names.unknown("key", key, known));
            }
        }
    }
}
