package dev.lockstep.spark.published;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.NamedParameters;
import dev.lockstep.format.Weights;
import dev.lockstep.format.onnx.OnnxTensors;
import dev.lockstep.network.Network;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads initial parameters from a published model, a run, a saved model or pipeline, or a file. */
public final class InitialWeights {

    private static final String KEY = key("network.initializeFrom");
    private static final String ONNX = ".onnx";
    /** The folder of stages in a Spark ML pipeline. */
    private static final String STAGES = "stages";

    private static final String OF_MODEL = RunFiles.MODEL_FOLDER + "/" + RunFiles.MODEL;

    private InitialWeights() {}

    /** @throws DataException if the file does not exist or does not fit the network */
    public static float[] read(String from, Network network, Configuration configuration) {
        try {
            Path path = new Path(from);
            FileSystem files = path.getFileSystem(configuration);
            if (!files.getFileStatus(path).isDirectory()) {
                return read(path, files, network);
            }
            Optional<PublishedFolder> published = PublishedFolder.in(from, configuration);
            return published.isPresent()
                    ? published.get().read(version -> read(fileIn(new Path(version.folder()), files), files, network))
                    : read(fileIn(path, files), files, network);
        } catch (PlanException e) {
            throw new DataException(KEY + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException(KEY + " cannot be read: " + from + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // Thrown by Hadoop for invalid paths and addresses.
            throw new DataException(KEY + " must be a path but is " + from + ": " + e.getMessage(), e);
        }
    }

    private static float[] read(Path file, FileSystem files, Network network) throws IOException {
        RunFiles.requireFile(files, file);
        try (InputStream in = files.open(file)) {
            return file.getName().toLowerCase(Locale.ROOT).endsWith(ONNX)
                    ? NamedParameters.of(OnnxTensors.read(in, Weights.mostBytes(network)), network)
                    : NamedParameters.read(in, network);
        } catch (FormatException e) {
            throw new DataException(KEY + " (" + file + "): " + e.getMessage(), e);
        }
    }

    /** A run's weights, a model's, or those of the one model in a pipeline. */
    private static Path fileIn(Path folder, FileSystem files) throws IOException {
        for (String name : List.of(RunFiles.WEIGHTS, OF_MODEL)) {
            if (files.exists(new Path(folder, name))) {
                return new Path(folder, name);
            }
        }
        List<Path> ofStages = new ArrayList<>();
        Path stages = new Path(folder, STAGES);
        for (FileStatus stage : files.exists(stages) ? files.listStatus(stages) : new FileStatus[0]) {
            Path file = new Path(stage.getPath(), OF_MODEL);
            if (files.exists(file)) {
                ofStages.add(file);
            }
        }
        if (ofStages.size() != 1) {
            throw new DataException(
                    KEY + " must be a file, or a folder with one of " + RunFiles.WEIGHTS + ", " + OF_MODEL
                            + " and " + STAGES + "/*/" + OF_MODEL + ", but " + folder + " has "
                            + (ofStages.isEmpty() ? "none" : ofStages.size() + " models"));
        }
        return ofStages.get(0);
    }
}
