package dev.lockstep.job;

import dev.lockstep.catalog.Secret;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.HoldsSecrets;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.publish.Gate;
import dev.lockstep.report.PhaseLog;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.TrainRun;
import dev.lockstep.spark.internals.HadoopConfiguration;
import dev.lockstep.spark.published.PublishedPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code lockstep train PLAN}: trains the network of a plan. */
@Command(name = "train", description = "Trains the network of a plan and writes the run to the plan's output.")
final class TrainCommand implements Runnable, HoldsSecrets {

    @ParentCommand
    private Lockstep lockstep;

    @Parameters(paramLabel = "PLAN", description = "The plan, a YAML file.")
    private String plan;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the plan, such as learningRate=0.01 or network.hidden[0].units=64; KEY="
                    + " restores the default.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--overwrite", description = "Retrains even if the output already has a run.")
    private boolean overwrite;

    @Option(
            names = "--allow-different-math",
            description = "Resumes from a checkpoint of a machine whose arithmetic gives other bits.")
    private boolean allowDifferentMath;

    @Option(
            names = "--refused-is-ok",
            description = "Ends with exit code 0, not 5, if a rule of publish refuses the model.")
    private boolean refusedIsOk;

    private final Secrets secrets = new Secrets();

    @Override
    public void run() {
        RunPlan read = PlanFile.read(plan, overrides);
        secrets.add(read);
        Overlap.refuse(plan, read, HadoopConfiguration.current());
        read.publish()
                .ifPresent(
                        rules -> PublishedPlace.requireUsable("publish.to", rules.to(), HadoopConfiguration.current()));
        PhaseLog log = lockstep.phases(read.name());
        new TrainRun(read, new TrainRun.Options(overwrite, allowDifferentMath, log), Gate.of(read, refusedIsOk, log))
                .run();
        log.say("done", Map.of("output", Secret.shown(read.output())));
    }

    @Override
    public Secrets secrets() {
        return secrets;
    }
}
