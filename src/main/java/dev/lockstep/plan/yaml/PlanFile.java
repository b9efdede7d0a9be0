package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.Preset;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Section;
import java.util.List;
import java.util.Map;

/** Reads plans with the keys of {@link RunPlan#SCHEMA}. */
public final class PlanFile {

    private static final String NAME = "name";

    private PlanFile() {}

    /**
     * Reads a plan from a file.
     *
     * @param overrides {@code key=value} each, overriding the file
     * @throws PlanException if the file or an override is invalid
     */
    public static RunPlan read(String file, List<String> overrides) {
        return parse(file, PlanText.of(file), overrides);
    }

    /** As {@link #read}, with the text of the file. */
    public static RunPlan parse(String file, String text, List<String> overrides) {
        return parse(PlanTree.of(file, text, overrides), OptionValues.GIVEN, file);
    }

    /** The plan in the folder of a run, with masked secrets. */
    public static RunPlan saved(String file, String text) {
        return parse(PlanTree.of(file, text, List.of()), OptionValues.SAVED, file);
    }

    private static RunPlan parse(PlanTree tree, OptionValues options, String file) {
        Map<String, Object> root = tree.root();
        if (root.getOrDefault(NAME, Section.TAKEN_AWAY) == Section.TAKEN_AWAY) {
            root.put(NAME, PlanText.name(file));
        }
        try {
            Preset.fill(root);
            options.replaceIn(root);
            return RunPlan.SCHEMA.read(root);
        } catch (Violation e) {
            throw tree.error(e);
        }
    }
}
