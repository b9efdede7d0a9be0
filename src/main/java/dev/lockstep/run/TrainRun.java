package dev.lockstep.run;

import dev.lockstep.data.DataException;
import dev.lockstep.estimator.RunModel;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.Progress;
import dev.lockstep.report.Summary;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.OutputException;
import dev.lockstep.spark.store.OutputOption;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.DivergedException;
import dev.lockstep.training.StoppedException;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import dev.lockstep.training.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One run of a plan: loads the data, trains, evaluates, and writes the output folder. */
public final class TrainRun {

    /** The options of the command. */
    public record Options(boolean overwrite, boolean allowDifferentMath) {}

    private final RunPlan plan;
    private final Options options;
    private final StopRequest stop;

    public TrainRun(RunPlan plan, Options options) {
        this.plan = plan;
        this.options = options;
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
            throw new OutputException("output " + plan.output() + ": " + e.getMessage() + remedy, e);
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
        CheckpointFolder folder =
                new CheckpointFolder(output.files(), plan.saving().keep());
        folder.tidy();
        output.begin(plan, folder.lastStep());
        stop.farewell(why -> leave(output, lease, why));
        withStatus(output, () -> {
            Place place = new Place(output, folder, lease);
            Optional<FinishedRun> finished = options.overwrite() ? Optional.empty() : finished(session, place);
            if (finished.isPresent() && finished.get().isAllOf(plan)) {
                output.goOn(finished.get().steps());
                System.out.println(
                        output.files().folder() + " is a finished run, left unchanged; --overwrite retrains it");
            } else {
                output.start();
                if (finished.isPresent()) {
                    output.ownership().extend();
                }
                train(session, place);
            }
        });
    }

    /** The finished run in the output; empty if there is none, or if its missing files are rebuilt from checkpoints. */
    private Optional<FinishedRun> finished(SparkSession session, Place place) throws IOException {
        RunOutput output = place.output();
        try {
            Optional<FinishedRun> finished = FinishedRun.in(output.files());
            if (finished.isPresent() && finished.get().isAllOf(plan)) {
                finished.get().weights(output.files());
                requireModel(session, place, finished.get());
            }
            return finished;
        } catch (DamagedRunException e) {
            if (plan.training().epochs() > 0 && place.folder().lastStep() == 0) {
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
    private void requireModel(SparkSession session, Place place, FinishedRun finished) throws IOException {
        RunOutput output = place.output();
        try {
            output.requireModel(finished.weightsSha256());
        } catch (DamagedRunException e) {
            output.ownership().requireRoom();
            System.err.println("warning: " + e.getMessage() + "; rebuilding it");
            SavedRun saved = SavedRun.in(plan.output(), session.sparkContext().hadoopConfiguration());
            place.lease().renew();
            output.replaceModel(RunModel.of(saved.model(), saved.encoder()));
        }
    }

    /** Whether the output has a finished run. */
    private static boolean isFinished(RunOutput output) throws IOException {
        return output.files().exists(RunOutput.METRICS);
    }

    /** The output of the run. */
    private record Place(RunOutput output, CheckpointFolder folder, Lease lease) {}

    /** Leaves the output ready for the next run. */
    private static void leave(RunOutput output, Lease lease, String why) {
        try {
            output.writeLastStatus(ExitCode.STOPPED, why);
            lease.close();
        } catch (IOException | RuntimeException e) {
            System.err.println("error: status.json cannot be written: " + e.getMessage());
        }
    }

    /** An action that may fail with an I/O error. */
    private interface Work {
        public void run() throws IOException;
    }

    private void withStatus(RunOutput output, Work work) throws IOException {
        try {
            work.run();
            output.writeStatus(ExitCode.DONE, "trained");
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            Failure failure = Failure.of(e);
            try {
                Secrets secrets = new Secrets();
                secrets.add(plan);
                output.writeStatus(failure.code(), secrets.hide(failure.message()));
            } catch (IOException | RuntimeException unwritten) {
                e.addSuppressed(unwritten); // What failed first is what there is to say.
            }
            throw e;
        }
    }

    private void train(SparkSession session, Place place) throws IOException {
        RunOutput output = place.output();
        try (TrainingData data = TrainingData.load(session, plan.data(), plan.training())) {
            JavaSparkContext context = new JavaSparkContext(session.sparkContext());
            ClusterTraining training = new ClusterTraining(context, plan.training(), plan.engine(), data);
            training.prepare();
            // Before training, so that an output that cannot be written is detected early.
            SavedRun.model(plan, data, training, new float[training.network().parameterCount()])
                    .requireRoom(SavedRun.metadata(plan, data));
            System.out.println(new RunHeader(plan, data, training, context).text());
            Map<String, String> identity = Identity.of(plan, data);
            Optional<Checkpoint> checkpoint =
                    options.overwrite() ? overwriting(training, place, identity) : resumed(training, place, identity);
            Optional<TrainingState> from = checkpoint.map(Checkpoint::state);
            output.accept(plan);
            History history = new History(output.files(), what -> System.err.println("warning: " + what));
            history.goOn(checkpoint.map(Checkpoint::history).orElse(Checkpoint.History.of("")));
            Checkpointer checkpointer = new Checkpointer(
                    plan.saving(), identity, new Checkpointer.With(place.folder(), history, stop, place.lease()));
            StepMeans means = new StepMeans();
            long start = System.nanoTime();
            TrainingResult result;
            try {
                result = watched(training, from, List.of(output, means, checkpointer, history));
            } catch (StoppedException | DivergedException e) {
                history.finishAfter(e);
                throw e;
            }
            history.finish();
            double seconds = (System.nanoTime() - start) / 1e9;
            writeModel(place, training, data, result);
            long firstStep = from.map(TrainingState::step).orElse(0L);
            RunMetrics metrics = metrics(training, data, result, new Pace(result.steps() - firstStep, seconds));
            place.lease().renew();
            output.writeMetrics(metrics);
            System.out.print(
                    summary(output, training, data, metrics, firstStep, means).text());
        }
    }

    /** The state of a run started with {@code --overwrite}; otherwise the initial state, after removing the old run. */
    private Optional<Checkpoint> overwriting(ClusterTraining training, Place place, Map<String, String> identity)
            throws IOException {
        RunOutput output = place.output();
        if (output.ownership().isBegunByOverwrite() && !isFinished(output)) {
            try {
                return resumed(training, place, identity);
            } catch (PlanException | DataException e) {
                System.err.println(
                        "note: starts again, because the plan, the data or the arithmetic have changed since the"
                                + " checkpoint");
            }
        }
        // The old run is removed only after the data and the initial weights are loaded.
        TrainingState beginning = training.beginning();
        place.lease().renew();
        output.replace();
        return Optional.of(new Checkpoint(beginning, identity, Checkpoint.History.of("")));
    }

    /** The state of an unfinished run; empty for a new run. */
    private Optional<Checkpoint> resumed(ClusterTraining training, Place place, Map<String, String> identity)
            throws IOException {
        Optional<Checkpoint> newest = newest(place.folder(), training.network().parameterCount());
        newest.ifPresent(checkpoint -> {
            Identity.require(checkpoint.identity(), identity, options.allowDifferentMath());
            requireEpochs(checkpoint.state().step());
            place.output().goOn(checkpoint.state().step());
            System.out.println("resumes after step " + checkpoint.state().step());
        });
        return newest;
    }

    private Optional<Checkpoint> newest(CheckpointFolder folder, int parameters) throws IOException {
        try {
            return folder.newest(parameters, damaged -> System.err.println("warning: " + damaged));
        } catch (FormatException e) {
            throw new DataException(
                    "output " + plan.output() + ": " + e.getMessage() + ". Restore one, or retrain with --overwrite",
                    e);
        }
    }

    /** No epochs means the initial weights, which a checkpoint no longer has. */
    private void requireEpochs(long steps) {
        if (plan.training().epochs() == 0) {
            throw new PlanException("training.epochs must be a whole number from 1 to resume after step " + steps
                    + " but is 0. Choose another output, or retrain with --overwrite");
        }
    }

    @SuppressWarnings("ClosingStandardOutputStreams") // Progress closes its bar, not the stream.
    private TrainingResult watched(
            ClusterTraining training, Optional<TrainingState> from, List<TrainingListener> others) {
        try (Progress progress = Progress.forConsole(System.out, Progress.onTerminal())) {
            stop.awaited(true);
            List<TrainingListener> listeners = new ArrayList<>(others);
            listeners.add(progress);
            listeners.add(new TrainingListener() {
                @Override
                public void noticed(String what) {
                    System.err.println("note: " + what);
                }
            });
            return training.train(listeners, from);
        } finally {
            stop.awaited(false);
        }
    }

    /** The number and duration of the steps of this process. */
    private record Pace(long steps, double seconds) {

        double rowsPerSecond(long rows, TrainingResult result) {
            return steps == 0 ? 0 : steps * (double) rows * result.epochs() / result.steps() / seconds;
        }
    }

    /** The weights, and the model for Spark ML. */
    private void writeModel(Place place, ClusterTraining training, TrainingData data, TrainingResult result)
            throws IOException {
        SavedModel saved = SavedRun.model(plan, data, training, result.parameters());
        place.lease().renew();
        place.output().files().write(RunFiles.WEIGHTS, out -> saved.toFile(SavedRun.metadata(plan, data))
                .writeTo(out));
        place.lease().renew();
        place.output().writeModel(RunModel.of(saved, data.encoder()));
    }

    private RunMetrics metrics(ClusterTraining training, TrainingData data, TrainingResult result, Pace pace) {
        float[] parameters = result.parameters();
        long rows = data.train().rows();
        return new RunMetrics(
                plan.name(),
                training.evaluation().of(data.train(), parameters),
                measured(training, data.validation(), parameters),
                measured(training, data.test(), parameters),
                result.epochs(),
                result.bestEpoch(),
                result.steps(),
                rows,
                pace.seconds(),
                pace.rowsPerSecond(rows, result),
                Fingerprint.sha256(parameters),
                training.engine(),
                result.stopped(),
                data.counts());
    }

    private static Optional<Measurement> measured(
            ClusterTraining training, Optional<ShardedRows> rows, float[] parameters) {
        return rows.map(on -> training.evaluation().of(on, parameters));
    }

    private Summary summary(
            RunOutput output,
            ClusterTraining training,
            TrainingData data,
            RunMetrics metrics,
            long firstStep,
            StepMeans means) {
        Map<String, Map<String, Double>> measured = new LinkedHashMap<>();
        measured.put("train", metrics.train().metrics());
        metrics.validation().ifPresent(on -> measured.put("validation", on.metrics()));
        metrics.test().ifPresent(on -> measured.put("test", on.metrics()));
        return new Summary(
                plan.name(),
                output.files().folder(),
                new Summary.Size(
                        metrics.rows(),
                        data.features().size(),
                        RunHeader.outputs(data),
                        training.network().parameterCount()),
                new Summary.Course(
                        metrics.epochs(),
                        metrics.bestEpoch(),
                        firstStep,
                        metrics.seconds(),
                        metrics.rowsPerSecond(),
                        metrics.engine(),
                        means.stepMillis()),
                measured,
                metrics.weightsSha256());
    }
}
