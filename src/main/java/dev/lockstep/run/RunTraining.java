package dev.lockstep.run;

import dev.lockstep.estimator.RunModel;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.report.Progress;
import dev.lockstep.report.StepMeans;
import dev.lockstep.report.Summary;
import dev.lockstep.run.RunMetrics.MemberMetrics;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.spark.training.JobNames;
import dev.lockstep.tracking.RunTracker;
import dev.lockstep.training.DivergedException;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.StoppedException;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The training of a run: loads the data, starts or resumes, trains, evaluates, and writes the results. */
final class RunTraining {

    private final RunPlan plan;
    private final TrainRun.Options options;
    private final StopRequest stop;
    private final RunOutput output;
    private final Lease lease;

    /** @param lease of the output */
    RunTraining(RunPlan plan, TrainRun.Options options, StopRequest stop, RunOutput output, Lease lease) {
        this.plan = plan;
        this.options = options;
        this.stop = stop;
        this.output = output;
        this.lease = lease;
    }

    void train(SparkSession session) throws IOException {
        JavaSparkContext context = new JavaSparkContext(session.sparkContext());
        try (JobNames jobs = new JobNames(context, plan.name(), options.log()::say)) {
            jobs.next("reading rows");
            train(session, context, jobs);
        }
    }

    private void train(SparkSession session, JavaSparkContext context, JobNames jobs) throws IOException {
        try (TrainingData data = TrainingData.load(session, plan.data(), plan.training())) {
            ClusterTraining training = new ClusterTraining(context, plan.training(), plan.engine(), data);
            training.prepare();
            // Before training, so that an output that cannot be written is detected early.
            SavedRun.model(plan, data, training, new float[Math.toIntExact(training.parameterCount())])
                    .requireRoom(SavedRun.metadata(plan, data));
            RunHeader header = new RunHeader(plan, data, training, context);
            System.out.println(header.text());
            Map<String, String> identity = Identity.of(plan, data);
            Resumption resumption = new Resumption(plan, output, lease, identity, options.allowDifferentMath());
            Optional<Checkpoint> checkpoint =
                    options.overwrite() ? resumption.overwriting(training) : resumption.resumed(training);
            Optional<EnsembleState> from = checkpoint.map(Checkpoint::state);
            output.accept(plan);
            History history = new History(output.files(), RunTraining::warn);
            history.goOn(checkpoint.map(Checkpoint::history).orElse(Checkpoint.History.of("")));
            CheckpointFolder checkpoints =
                    new CheckpointFolder(output.files(), plan.saving().keep());
            Checkpointer checkpointer = new Checkpointer(plan.saving(), identity, checkpoints, history, stop);
            StepMeans means = new StepMeans();
            RunReport report = new RunReport(plan, output.files(), header, RunTraining::warn);
            RunTracker tracker = new RunTracker(
                    plan,
                    output.files(),
                    output.ownership().marker().id(),
                    training.network(),
                    header.facts(),
                    RunTraining::warn);
            try {
                report.begin();
                tracker.begin(() -> History.epochs(output.files()));
                long start = System.nanoTime();
                TrainingResult result;
                try {
                    result = watched(
                            training,
                            from,
                            List.of(
                                    output,
                                    means,
                                    new LeaseGuard(lease),
                                    checkpointer,
                                    history,
                                    report,
                                    tracker,
                                    jobs));
                } catch (StoppedException | DivergedException e) {
                    history.finishAfter(e);
                    throw e;
                }
                history.finish();
                jobs.next("model and metrics");
                double seconds = (System.nanoTime() - start) / 1e9;
                writeModel(training, data, result);
                long firstStep = from.map(EnsembleState::step).orElse(0L);
                RunMetrics metrics = metrics(training, data, result, firstStep, seconds);
                lease.renew();
                jobs.next("diagnostics");
                report.diagnose(importance -> training.diagnostics()
                        .of(plan.data().rows(), result.parameters(), importance, result.epochs()));
                lease.renew();
                String json = metrics.toJson(output.ownership().marker().id());
                report.finish(json);
                output.writeMetrics(json);
                System.out.print(
                        summary(training, data, metrics, firstStep, means).text());
                tracker.finish(
                        metrics.results(),
                        result.steps(),
                        metrics.tags(),
                        RunOutput.SHOWN,
                        () -> SavedRun.of(output.files(), plan, data, training, result.parameters())
                                .onnx(Numbers.DOUBLE)::writeTo);
            } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
                report.finishAfter(e, lease);
                if (lease.isHeld()) {
                    Failure.of(e).showIn(tracker);
                } else {
                    tracker.abandon();
                }
                throw e;
            }
        }
    }

    private static void warn(String what) {
        System.err.println("warning: " + what);
    }

    @SuppressWarnings("ClosingStandardOutputStreams") // Progress closes its bar, not the stream.
    private TrainingResult watched(
            ClusterTraining training, Optional<EnsembleState> from, List<TrainingListener> others) {
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

    /** The weights, and the model for Spark ML. */
    private void writeModel(ClusterTraining training, TrainingData data, TrainingResult result) throws IOException {
        SavedModel saved = SavedRun.model(plan, data, training, result.parameters());
        lease.renew();
        output.files().write(RunFiles.WEIGHTS, out -> saved.toFile(SavedRun.metadata(plan, data))
                .writeTo(out));
        lease.renew();
        output.writeModel(RunModel.of(saved, data.encoder()));
    }

    /** @param firstStep where this process began */
    private RunMetrics metrics(
            ClusterTraining training, TrainingData data, TrainingResult result, long firstStep, double seconds) {
        float[] parameters = result.parameters();
        long rows = data.train().rows();
        long steps = result.steps() - firstStep;
        double rowsPerSecond = steps == 0 ? 0 : steps * (double) rows * result.epochs() / result.steps() / seconds;
        return new RunMetrics(
                plan.name(),
                training.evaluation().of(data.train(), parameters),
                measured(training, data.validation(), parameters),
                measured(training, data.test(), parameters),
                result.epochs(),
                result.bestEpoch(),
                result.steps(),
                rows,
                seconds,
                rowsPerSecond,
                Fingerprint.sha256(parameters),
                training.engine(),
                result.stopped(),
                data.counts(),
                members(training, data, result));
    }

    private Optional<MemberMetrics> members(ClusterTraining training, TrainingData data, TrainingResult result) {
        if (plan.training().ensemble() == 1) {
            return Optional.empty();
        }
        Map<String, List<Map<String, Double>>> metrics = new LinkedHashMap<>();
        data.validation()
                .ifPresent(
                        rows -> metrics.put("validation", training.evaluation().ofMembers(rows, result)));
        data.test().ifPresent(rows -> metrics.put("test", training.evaluation().ofMembers(rows, result)));
        return Optional.of(new MemberMetrics(plan.training(), result.members(), metrics));
    }

    private static Optional<Measurement> measured(
            ClusterTraining training, Optional<ShardedRows> rows, float[] parameters) {
        return rows.map(on -> training.evaluation().of(on, parameters));
    }

    private Summary summary(
            ClusterTraining training, TrainingData data, RunMetrics metrics, long firstStep, StepMeans means) {
        Map<String, Map<String, Double>> measured = new LinkedHashMap<>();
        metrics.measured().forEach((rows, on) -> measured.put(rows, on.metrics()));
        return new Summary(
                plan.name(),
                output.files().folder(),
                new Summary.Size(
                        metrics.rows(),
                        data.features().size(),
                        RunHeader.outputs(data),
                        training.network().parameterCount(),
                        plan.training().ensemble()),
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
