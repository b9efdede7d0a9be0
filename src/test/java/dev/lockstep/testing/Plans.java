package dev.lockstep.testing;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Plans as users write them. */
public final class Plans {

    private Plans() {}

    /**
     * Reads a plan; an output is added, which no test of a library writes to.
     *
     * @param overrides {@code key=value} each
     */
    public static RunPlan of(String yaml, String... overrides) {
        try {
            Path file = Files.createTempFile("plan", ".yaml");
            Files.writeString(file, yaml + "\noutput: nowhere\n");
            RunPlan plan = PlanFile.read(file.toString(), List.of(overrides));
            Files.delete(file);
            return plan;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
