package dev.lockstep.run;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.TemporaryName;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineModel;

/** The model of a run: a folder with a file that names its run and its files. */
record ModelFolder(RunFiles files, RunMarker marker) {

    static final String NAME = "model";

    private static final String OWNER = RunMarker.FILE;
    private static final String OWNER_PATH = NAME + "/" + OWNER;
    private static final int LARGEST = 1 << 20;
    /** The files of models that do not list them, written by earlier versions. */
    private static final Pattern LAYOUT =
            Pattern.compile("(stages/[0-9]+_[^/]+/)?metadata/(_SUCCESS|part-[0-9]{5}[^/]*)"
                    + "|stages/[0-9]+_[^/]+/data/(table[.]json|model[.]safetensors)");

    /**
     * Checks that the folder has no other model.
     *
     * @throws PlanException if it is
     */
    void requireOurs() throws IOException {
        if (files.isLink(NAME)) {
            throw refusal("is a symbolic link");
        }
        if (files.tree(NAME).list().stream().anyMatch(file -> file.equals(OWNER) || isOfLayout(file)) && !isOurs()) {
            throw refusal("was not written by this run");
        }
    }

    private PlanException refusal(String problem) {
        return new PlanException("output must contain no model of another run, but " + files.folder() + "/" + NAME + " "
                + problem + "; move it away, or choose another output");
    }

    private boolean isOurs() throws IOException {
        Optional<String> owner = files.exists(OWNER_PATH)
                ? Optional.of(String.valueOf(Json.texts(owner()).get(RunMarker.ID)))
                : Optional.empty();
        return marker.owns(owner);
    }

    private boolean isOfLayout(String file) {
        return LAYOUT.matcher(file).matches();
    }

    private String owner() throws IOException {
        return files.read(OWNER_PATH, LARGEST);
    }

    /**
     * Writes the model and keeps other files in its folder.
     *
     * @throws IOException naming the folder
     */
    void write(PipelineModel model) throws IOException {
        try {
            writeAndMove(model);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            if (Reason.isOfWriting(e)) {
                throw new IOException(NAME + "/ cannot be written: " + Reason.of(e), e);
            }
            throw e;
        }
    }

    private void writeAndMove(PipelineModel model) throws IOException {
        String aside = TemporaryName.of(NAME);
        model.write().save(files.folder() + "/" + aside);
        files.tree(aside).removeChecksums();
        List<String> own = files.tree(aside).list();
        files.write(
                aside + "/" + OWNER,
                Json.pretty(new Keys()
                        .with("format", "lockstep-model-1")
                        .with(RunMarker.ID, marker.id())
                        .with("files", own)
                        .map()));
        // The owner first: a partly written model then has one.
        List<String> ordered = new ArrayList<>(List.of(OWNER));
        ordered.addAll(own);
        files.tree(aside).moveFiles(NAME, ordered);
    }

    /**
     * Checks that all files of the model exist and its weights have the given SHA-256.
     *
     * @throws DamagedRunException if not
     */
    void requireWhole(String weightsSha256) throws IOException {
        List<String> there = files.tree(NAME).list();
        List<String> own = files.exists(OWNER_PATH) ? Json.list(owner(), "files") : List.of("metadata/_SUCCESS");
        for (String file : own) {
            if (!there.contains(file)) {
                throw new DamagedRunException(NAME + "/" + file + " is missing");
            }
        }
        for (String file : there) {
            if (file.endsWith("/" + RunFiles.MODEL)) {
                requireWeights(NAME + "/" + file, weightsSha256);
                return;
            }
        }
        throw new DamagedRunException(NAME + "/stages/*/" + RunFiles.MODEL + " is missing");
    }

    /** The paths of the model's files, without the file that lists them. */
    List<String> list() throws IOException {
        List<String> there = files.tree(NAME).list();
        Predicate<String> written = files.exists(OWNER_PATH) ? Json.list(owner(), "files")::contains : this::isOfLayout;
        return there.stream().filter(written).map(file -> NAME + "/" + file).toList();
    }

    private void requireWeights(String file, String sha256) throws IOException {
        try (InputStream in = files.open(file)) {
            SavedModel saved = SavedModel.of(SafeTensors.read(in));
            if (!Fingerprint.sha256(saved.network().parameters()).equals(sha256)) {
                throw new DamagedRunException(file + " has other weights than " + RunOutput.METRICS + " says");
            }
        } catch (FormatException e) {
            throw new DamagedRunException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Removes the run's own files, and last the file that lists them. */
    void remove() throws IOException {
        if (files.isLink(NAME) || !isOurs()) {
            return;
        }
        Predicate<String> written = files.exists(OWNER_PATH) ? Json.list(owner(), "files")::contains : this::isOfLayout;
        List<String> own = new ArrayList<>(files.tree(NAME).list());
        own.removeIf(written.negate());
        own.add(OWNER);
        files.tree(NAME).removeFiles(own);
    }
}
