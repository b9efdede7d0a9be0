package dev.lockstep.run;

import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.spark.ingest.SourceAddress;
import dev.lockstep.spark.published.PublishedFolder;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputOption;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Refuses an output that is, contains or is inside a source of the command, in any spelling of the paths.
 *
 * @param name what the user calls the output
 * @param written the output as the user wrote it
 */
public record Overlap(String name, String written, Address output, Configuration configuration) {

    private static final String PUBLISH = "publish.to";
    private static final String TABLE = "table";

    /** Resolves the path of a source. */
    private interface Resolved {
        SourceAddress by(Configuration configuration) throws IOException;
    }

    /**
     * For a training.
     *
     * @param file the file of the plan, which may be that of the run itself
     * @throws PlanException if the output overlaps an input of the training, or cannot be an output
     */
    public static void refuse(String file, RunPlan plan, Configuration configuration) {
        Address output = OutputOption.address("output", plan.output(), configuration);
        Overlap overlap = new Overlap("output", plan.output(), output, configuration);
        overlap.refuseRows(plan.data());
        plan.training().network().initializeFrom().ifPresent(from -> overlap.refuse("network.initializeFrom", from));
        if (!overlap.isPlanOfOutput(file)) {
            overlap.refuse("the plan", file);
        }
        plan.publish().ifPresent(rules -> {
            overlap.refuse(PUBLISH, rules.to());
            Address to = OutputOption.address(PUBLISH, rules.to(), configuration);
            Overlap published = new Overlap(PUBLISH, rules.to(), to, configuration);
            published.refuseRows(plan.data());
        });
    }

    private void refuseRows(DataPlan data) {
        refuse("data.train", data.train());
        data.test().flatMap(DataPlan.Part::source).ifPresent(test -> refuse("data.test", test));
        data.validation().flatMap(DataPlan.Part::source).ifPresent(rows -> refuse("data.validation", rows));
    }

    private boolean isPlanOfOutput(String file) {
        try {
            return Address.of(file, configuration).is(Address.of(written + "/" + RunOutput.PLAN, configuration));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws PlanException if the output overlaps the rows */
    public void refuse(String source, SourcePlan plan) {
        if (plan.format().filter(TABLE::equals).isEmpty()) {
            refuseMeeting(source, of -> SourceAddress.ofPattern(plan.path(), of));
            plan.options().entrySet().stream()
                    .filter(option -> option.getKey().equalsIgnoreCase("path"))
                    .forEach(option -> refuseMeeting(source, of -> SourceAddress.ofPattern(option.getValue(), of)));
        }
    }

    /** @throws PlanException if the output overlaps a file or a folder */
    public void refuse(String source, String path) {
        refuseMeeting(source, of -> SourceAddress.ofPath(path, of));
    }

    /**
     * A file may be written beside those of a run, but must not replace one, and not into a published folder.
     *
     * @throws PlanException if the output is or contains the run's folder, or is one of its files
     */
    public void refuseFilesOf(String run) {
        try {
            if (PublishedFolder.in(run, configuration).isPresent()) {
                refuse("RUN", run);
                return;
            }
            Address folder = Address.of(run, configuration);
            if (output.holds(folder)) {
                refuse("RUN", run);
            }
            for (String own : RunOutput.OWN) {
                if (folder.holds(output)
                        && Address.of(run + "/" + own, configuration).holds(output)) {
                    throw new PlanException(name + " must be apart from the run's own files but is " + written
                            + ", which is the place of its " + own + "; choose another output");
                }
            }
        } catch (IOException e) {
            // It cannot be read either, which is reported when it is read, before anything is written.
        }
    }

    private void refuseMeeting(String source, Resolved places) {
        try {
            Optional<String> meeting = places.by(configuration).meeting(output);
            if (meeting.isPresent()) {
                throw new PlanException(name + " must be apart from " + source + " but is " + written + ", which "
                        + meeting.get() + "; choose another output");
            }
        } catch (IOException | IllegalArgumentException e) {
            // It cannot be read either, which is reported when it is read, before anything is written.
        }
    }
}
