package dev.lockstep.plan.yaml;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.SmallText;

/** The text of a plan's file. */
final class PlanText {

    private PlanText() {}

    /**
     * @param file a path of this machine, or the address of a file on any Hadoop file system
     * @throws PlanException saying why there is no text
     */
    static String of(String file) {
        return SmallText.of(file, "the plan");
    }

    /** What a plan is called that does not say so: {@code digits} in {@code conf/digits.yaml}. */
    static String name(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
