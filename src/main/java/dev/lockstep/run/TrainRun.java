package dev.lockstep.run;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.data.DataException;
import dev.lockstep.estimator.RunModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.PhaseLog;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.OutputOption;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** One run of a plan: acquires the output, trains what remains, and records the outcome there. */
public final class TrainRun {

    /** The options of the command. */
    public record Options(boolean overwrite, boolean allowDifferentMath, PhaseLog log) {}

    /** What is done with a finished run, each time the command finds one: its publication. */
    @FunctionalInterface
    public interface Afterwards {

        /** Nothing. */
        Afterwards NOTHING = (session, run, lease) -> "trained";

        /**
         * @param lease of the run
         * @return the outcome, for {@code status.json}
         */
        String of(SparkSession session, RunFiles run, Lease lease) throws IOException;
    }

    private final RunPlan plan;
    private final Options options;
    private final Afterwards afterwards;
    private final StopRequest stop;

    public TrainRun(RunPlan plan, Options options, Afterwards afterwards) {
        this.plan = plan;
        this.options = options;
        this.afterwards = afterwards;
        this.stop = new StopRequest(plan.saving().stopAfterSeconds());
    }

    /** Runs the plan, resumes an unfinished run, or keeps a finished one. The outcome is written to status.json. */
    public void run() {
        stop.listen();
        try (CommandSession opened = CommandSession.open("lockstep " + plan.name())) {
            SparkSession session = opened.spark();
            RunOutput output = new RunOutput(
                    new RunFiles(plan.output(), session.sparkContext().hadoopConfiguration()));
            requireUsable(output);
            try (Lease lease = lease(output)) {
                runIn(output, session, lease);
            }
        } catch (IOException e) {
            stop.keepQuietIfLeaving();
            String remedy = Reason.isNoRoom(e) ? ". Free some space, and run the same command again" : "";
            throw new EnvironmentException("output " + plan.output() + ": " + e.getMessage() + remedy, e);
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            stop.keepQuietIfLeaving();
            throw e;
        }
    }

    /** Acquired before any work; the lease is the first file written. */
    private Lease lease(RunOutput output) {
        try {
            return Lease.take(output.files());
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("output", plan.output(), e);
        }
    }

    private void requireUsable(RunOutput output) throws IOException {
        output.ownership().requireOurs();
        if (options.overwrite()) {
            output.ownership().requireReplaceable();
        }
    }

    private void runIn(RunOutput output, SparkSession session, Lease lease) throws IOException {
        requireUsable(output);
        output.ownership().claim();
        CheckpointFolder checkpoints = checkpoints(output);
        checkpoints.tidy();
        output.begin(plan, checkpoints.lastStep());
        RunMarker.in(output.files()).ifPresent(marker -> options.log().identify(marker.id()));
        stop.farewell(why -> leave(output, lease, why));
        withStatus(output, () -> {
            Optional<FinishedRun> finished = options.overwrite() ? Optional.empty() : finished(session, output, lease);
            if (finished.isPresent() && finished.get().isAllOf(plan)) {
                output.goOn(finished.get().steps());
                System.out.println(
                        output.files().folder() + " is a finished run, left unchanged; --overwrite retrains it");
            } else {
                if (finished.isPresent()) {
                    requireCheckpoint(finished.get(), checkpoints);
                }
                output.start();
                if (finished.isPresent()) {
                    output.ownership().extend();
                }
                new RunTraining(plan, options, stop, output, lease).train(session);
            }
            return afterwards.of(session, output.files(), lease);
        });
    }

    /** A finished run goes on from a checkpoint, never from the beginning, which would replace its model. */
    private void requireCheckpoint(FinishedRun finished, CheckpointFolder checkpoints) throws IOException {
        if (finished.epochs() > 0 && checkpoints.lastStep() == 0) {
            throw new PlanException("output " + plan.output() + " has a finished run of " + finished.epochs()
                    + " epochs and no checkpoint from which it could go on to "
                    + plan.training().epochs() + ". Choose another output, or retrain with --overwrite");
        }
    }

    private CheckpointFolder checkpoints(RunOutput output) throws IOException {
        return new CheckpointFolder(output.files(), plan.saving().keep());
    }

    /** The finished run in the output; empty if there is none, or if its missing files are rebuilt from checkpoints. */
    private Optional<FinishedRun> finished(SparkSession session, RunOutput output, Lease lease) throws IOException {
        try {
            Optional<FinishedRun> finished = FinishedRun.in(output.files());
            if (finished.isPresent() && finished.get().isAllOf(plan)) {
                finished.get().weights(output.files());
                requireModel(session, output, lease, finished.get());
            }
            return finished;
        } catch (DamagedRunException e) {
            if (plan.training().epochs() > 0 && checkpoints(output).lastStep() == 0) {
                throw new DataException(
                        "output " + plan.output() + ": " + e.getMessage()
                                + ", and there is no checkpoint to rebuild it. Restore it, or retrain with"
                                + " --overwrite",
                        e);
            }
            System.err.println("warning: " + e.getMessage() + "; rebuilding it");
            return Optional.empty();
        }
    }

    /** Checks that the model is complete; if not, rebuilds it from the weights. */
    private void requireModel(SparkSession session, RunOutput output, Lease lease, FinishedRun finished)
            throws IOException {
        try {
            output.requireModel(finished.weightsSha256());
        } catch (DamagedRunException e) {
            output.ownership().requireRoom();
            System.err.println("warning: " + e.getMessage() + "; rebuilding it");
            SavedRun saved = SavedRun.in(plan.output(), session.sparkContext().hadoopConfiguration());
            lease.renew();
            output.replaceModel(RunModel.of(saved.model(), saved.encoder()));
        }
    }

    /** Leaves the output ready for the next run. */
    private static void leave(RunOutput output, Lease lease, String why) {
        try {
            output.writeLastStatus(ExitCode.STOPPED, why);
            lease.close();
        } catch (IOException | RuntimeException e) {
            System.err.println("error: status.json cannot be written: " + e.getMessage());
        }
    }

    /** An action with an outcome, which may fail with an I/O error. */
    private interface Work {
        public String run() throws IOException;
    }

    private void withStatus(RunOutput output, Work work) throws IOException {
        try {
            output.writeStatus(ExitCode.DONE, work.run());
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            Failure failure = Failure.of(e);
            try {
                output.writeStatus(failure.code(), Secrets.of(plan).hide(failure.message()));
            } catch (IOException | RuntimeException unwritten) {
                e.addSuppressed(unwritten); // What failed first is what there is to say.
            }
            throw e;
        }
    }
}
