package dev.lockstep.run;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Scaling;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.Json;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.math.Canary;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.published.PublishedFolder;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.ClusterTraining;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A finished run, loaded for evaluation, prediction or export.
 *
 * @param plan as {@code plan.yaml} has it
 * @param labels the meaning of label cells
 */
public record SavedRun(RunFiles files, RunPlan plan, SavedModel model, FeatureEncoder encoder, Labels labels) {

    private static final String RUN = "run";
    private static final String TABLE = "table";
    private static final String LABELS = "labelValues";

    /** The result of training a plan. */
    public static SavedModel model(RunPlan plan, TrainingData data, ClusterTraining training, float[] parameters) {
        return training.saved(
                plan.data().rows(),
                parameters,
                new ModelDescription.Names(
                        data.features(),
                        data.labelColumns(),
                        data.classes(),
                        plan.data().rows().offset().orElse("")));
    }

    /** The result of training a plan, as if it were loaded. */
    static SavedRun of(RunFiles files, RunPlan plan, TrainingData data, ClusterTraining training, float[] parameters) {
        return new SavedRun(files, plan, model(plan, data, training, parameters), data.encoder(), data.labels());
    }

    /** The metadata that make {@code weights.safetensors} self-contained. */
    public static Map<String, String> metadata(RunPlan plan, TrainingData data) {
        Map<String, String> metadata = metadata(plan, data.encoder(), data.labels());
        metadata.put("arithmetic", Canary.of(plan.training().backend()));
        return metadata;
    }

    /** The same, for exported files. */
    public Map<String, String> metadata() {
        return metadata(plan, encoder, labels);
    }

    private static Map<String, String> metadata(RunPlan plan, FeatureEncoder encoder, Labels labels) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(RUN, plan.name());
        metadata.put(TABLE, encoder.description().toJson());
        metadata.put(LABELS, Json.line(labels.classes()));
        return metadata;
    }

    /**
     * Reads a run's folder, or the current version in a published one.
     *
     * @throws PlanException if it is not the folder of a finished run
     * @throws DataException if its files are damaged
     */
    public static SavedRun in(String folder, Configuration configuration) {
        try {
            RunFiles files = files(folder, configuration);
            Optional<PublishedFolder> published = PublishedFolder.in(files.folder(), configuration);
            return published.isPresent()
                    ? published.get().read(version -> of(version, version.folder()))
                    : of(files, folder);
        } catch (IOException e) {
            throw new PlanException("RUN must be a folder that can be read but is " + folder + ": " + Reason.of(e), e);
        }
    }

    /** @param folder the same in messages */
    private static SavedRun of(RunFiles files, String folder) throws IOException {
        try {
            FinishedRun finished = FinishedRun.in(files)
                    .orElseThrow(() -> new PlanException("RUN must be the folder of a finished run, with "
                            + RunOutput.METRICS + ", but " + files.folder() + " has "
                            + (list(files).isEmpty() ? "nothing" : String.join(", ", list(files)))));
            SafeTensors file = finished.weights(files);
            return new SavedRun(
                    files,
                    finished.plan(),
                    SavedModel.of(file),
                    FeatureEncoder.of(TableDescription.parse(required(file, TABLE))),
                    labels(Json.list(required(file, LABELS))));
        } catch (DamagedRunException e) {
            throw new DataException(
                    folder + ": " + e.getMessage() + ". Run the command that trained it again to repair it", e);
        } catch (FormatException e) {
            throw new DataException(folder + "/" + RunFiles.WEIGHTS + ": " + e.getMessage(), e);
        }
    }

    /** The model as an ONNX file that takes rows of the table. */
    public OnnxFile onnx(Numbers numbers) {
        Map<String, String> metadata = new LinkedHashMap<>(metadata());
        metadata.put("plan", PlanWriter.write(plan));
        return OnnxFile.of(
                Exported.of(model)
                        .withTable(encoder.description(), labels.classes())
                        .withMetadata(metadata),
                numbers);
    }

    private static RunFiles files(String folder, Configuration configuration) throws IOException {
        try {
            // Gives a better message for a wrong address than the file systems do.
            Address.of(folder, configuration);
            return new RunFiles(folder, configuration);
        } catch (IllegalArgumentException e) {
            throw new PlanException("RUN must be a path but is \"" + folder + "\": " + Reason.of(e), e);
        }
    }

    private static List<String> list(RunFiles files) {
        try {
            return files.list();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String required(SafeTensors file, String name) {
        String text = file.metadata().get(name);
        if (text == null) {
            throw new FormatException("the file's metadata must have \"" + name + "\", as runs of this version do");
        }
        return text;
    }

    private static Labels labels(List<String> classes) {
        return classes.isEmpty() ? Labels.ofNumbers() : Labels.saved(classes);
    }

    /** The id of the run, as in its marker; empty for runs of versions without one. */
    public String id() throws IOException {
        return FinishedRun.metrics(files).getOrDefault(RunMarker.ID, "");
    }

    /** The SHA-256 of all that predictions depend on: network, scaling, encoding and labels. */
    public String fingerprint() {
        Map<String, String> metadata = metadata();
        metadata.remove(RUN);
        return Fingerprint.sha256(model.toFile(metadata));
    }

    /** The SHA-256 of the parameters. */
    public String weightsSha256() {
        return Fingerprint.sha256(model.network().parameters());
    }

    /** The files that make a copy of the run one that can be read: its plan, metrics, weights and model. */
    public List<String> essentials() throws IOException {
        List<String> essentials = new ArrayList<>(List.of(RunOutput.PLAN, RunOutput.METRICS, RunFiles.WEIGHTS));
        essentials.addAll(new ModelFolder(files, RunMarker.ofUnmarked()).list());
        return essentials;
    }

    /** The encoding and scaling learned from its training rows. */
    public TrainingData.Prepared prepared() {
        // A label has one column, whatever the number of its outputs; classes are not scaled.
        int columns = plan.data().rows().label().size();
        Scaling outputs = labels.areClasses()
                ? Scaling.none(columns)
                : model.network().outputScaling().over(columns);
        return new TrainingData.Prepared(encoder, labels, model.network().inputScaling(), outputs);
    }
}
