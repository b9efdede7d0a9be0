package dev.lockstep.plan.yaml;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.SmallText;

/** The text of a plan's file. */
final class PlanText {

    private PlanText() {}

    /**
     * @param file a local path, or the address of a file on any Hadoop file system
     * @throws PlanException if it cannot be read
     */
    static String of(String file) {
        return SmallText.of(file, "the plan");
    }

    /** The default name of a plan: {@code digits} for {@code conf/digits.yaml}. */
    static String name(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
