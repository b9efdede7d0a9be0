package dev.lockstep.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.catalog.Secret;
import dev.lockstep.data.Epochs;
import dev.lockstep.network.Network;
import dev.lockstep.plan.Reporting.TensorBoard;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.tracking.mlflow.Ending;
import dev.lockstep.tracking.mlflow.Ending.Status;
import dev.lockstep.tracking.mlflow.MlflowTracker;
import dev.lockstep.tracking.mlflow.RunIdFile;
import dev.lockstep.tracking.mlflow.TrackedRun;
import dev.lockstep.tracking.tensorboard.EventFiles;
import dev.lockstep.tracking.tensorboard.EventWriter;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run in other tools, as its plan asks for: event files for TensorBoard, and a run of MLflow. Nothing that fails here ends
 * the training.
 */
public final class RunTracker implements TrainingListener {

    private static final String ONNX = "model.onnx";
    /** A larger model is not sent. */
    private static final long LARGEST_MODEL = 100_000_000;

    private static final long BYTES_PER_MB = 1_000_000;

    /** Reads the epochs that earlier attempts trained, as in {@code history.jsonl}. */
    public interface History {
        List<JsonNode> read() throws IOException;
    }

    private final RunPlan plan;
    private final RunFiles files;
    private final Consumer<String> warn;
    private final Optional<EventFiles> events;
    private final Optional<EventWriter> eventWriter;
    private final Optional<TrackedRun> tracked;
    private Optional<MlflowTracker> mlflow = Optional.empty();
    private boolean idIsSaved;

    /**
     * @param id of the run
     * @param facts about the run, by label
     * @param warn receives warnings; training continues
     */
    public RunTracker(
            RunPlan plan,
            RunFiles files,
            String id,
            Network network,
            Map<String, String> facts,
            Consumer<String> warn) {
        TensorBoard shown = plan.saving().report().tensorboard();
        this.plan = plan;
        this.files = files;
        this.warn = warn;
        this.events = shown == TensorBoard.NONE ? Optional.empty() : Optional.of(new EventFiles(files, id, warn));
        this.eventWriter = events.map(
                to -> new EventWriter(to, Optional.of(network).filter(any -> shown == TensorBoard.HISTOGRAMS)));
        this.tracked = plan.saving().report().mlflow().map(where -> TrackedRun.of(plan, where, id, tags(files, facts)));
    }

    private static Map<String, String> tags(RunFiles files, Map<String, String> facts) {
        Map<String, String> tags = new LinkedHashMap<>();
        String version = RunTracker.class.getPackage().getImplementationVersion();
        tags.put("lockstep.version", version == null ? "development" : version);
        tags.put("lockstep.output", Secret.shown(files.folder()));
        facts.forEach((name, text) -> tags.put("lockstep." + name.toLowerCase(Locale.ROOT), text));
        return tags;
    }

    /** Shows that the training begins. */
    public void begin(History history) {
        if (events.isEmpty() && tracked.isEmpty()) {
            return;
        }
        List<EpochScalars> epochs = List.of();
        try {
            epochs = history.read().stream().map(EpochScalars::of).toList();
        } catch (IOException e) {
            warn.accept("earlier epochs are not shown in other tools: " + Reason.of(e));
        }
        for (EventFiles to : events.stream().toList()) {
            to.begin(epochs);
        }
        mlflow = tracked.map(run -> new MlflowTracker(run, savedId(run), System.getenv(), warn));
        for (MlflowTracker to : mlflow.stream().toList()) {
            to.begin(epochs);
        }
    }

    private Optional<String> savedId(TrackedRun run) {
        try {
            Optional<String> id = RunIdFile.read(files, run);
            idIsSaved = id.isPresent();
            return id;
        } catch (IOException e) {
            return Optional.empty(); // The server finds the run by its tag.
        }
    }

    @Override
    public void started(TrainingPlan training, Epochs epochs, long firstStep) {
        eventWriter.ifPresent(to -> to.started(training, epochs, firstStep));
    }

    @Override
    public void epochEnded(EpochReport report) {
        eventWriter.ifPresent(to -> to.epochEnded(report));
        mlflow.ifPresent(to -> to.add(EpochScalars.of(report)));
    }

    @Override
    public void reached(EnsembleState state) {
        eventWriter.ifPresent(to -> to.reached(state));
        saveId();
    }

    /** By the training thread, as all files of the output. */
    private void saveId() {
        if (idIsSaved || mlflow.isEmpty()) {
            return;
        }
        mlflow.get().id().ifPresent(id -> {
            idIsSaved = true;
            try {
                RunIdFile.write(files, tracked.orElseThrow(), id);
            } catch (IOException e) {
                warn.accept(e.getMessage() + "; training continues");
            }
        });
    }

    /**
     * Shows the results.
     *
     * @param metrics by name
     * @param step the last one
     * @param tags more facts
     * @param shown names of the run's files to send
     * @param model in ONNX; may fail with an {@link IllegalArgumentException}
     */
    public void finish(
            Map<String, Double> metrics,
            long step,
            Map<String, String> tags,
            List<String> shown,
            Supplier<RunFiles.Content> model) {
        Map<String, Callable<byte[]>> artifacts = artifacts(shown);
        artifacts.put(ONNX, () -> {
            BoundedBytes bytes = new BoundedBytes();
            model.get().writeTo(bytes);
            return bytes.toByteArray();
        });
        end(new Ending(Status.FINISHED, tags, metrics, step, artifacts));
    }

    /**
     * After a failure, or a stop.
     *
     * @param shown names of the run's files to send
     */
    public void finishAfter(Status status, String message, List<String> shown) {
        end(new Ending(
                status, Map.of("lockstep.message", Secrets.of(plan).hide(message)), Map.of(), 0, artifacts(shown)));
    }

    private void end(Ending ending) {
        events.ifPresent(EventFiles::finish);
        mlflow.ifPresent(to -> to.finish(ending));
        saveId();
    }

    /** Leaves everything as it is, because another run has taken over. */
    public void abandon() {
        mlflow.ifPresent(MlflowTracker::abandon);
    }

    private Map<String, Callable<byte[]>> artifacts(List<String> shown) {
        Map<String, Callable<byte[]>> artifacts = new LinkedHashMap<>();
        for (String name : shown) {
            if (mayExist(name)) {
                artifacts.put(name, () -> {
                    try (InputStream in = files.open(name)) {
                        return in.readAllBytes();
                    }
                });
            }
        }
        return artifacts;
    }

    private boolean mayExist(String name) {
        try {
            return files.exists(name);
        } catch (IOException e) {
            return true;
        }
    }

    private static final class BoundedBytes extends ByteArrayOutputStream {

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (size() + (long) length > LARGEST_MODEL) {
                throw new IllegalArgumentException("it has more than " + LARGEST_MODEL / BYTES_PER_MB + " MB");
            }
            super.write(bytes, offset, length);
        }
    }
}
