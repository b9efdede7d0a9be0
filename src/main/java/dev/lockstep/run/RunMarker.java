package dev.lockstep.run;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The file that identifies the folder of a run; only Lockstep writes it. The files of the run repeat its id.
 *
 * @param replaces the id of the run that this one overwrites, {@value #UNMARKED} if that one had none, empty if none is
 *     overwritten
 */
record RunMarker(String id, Begun begun, String replaces) {

    static final String FILE = "run.json";
    /** The key of the id, here and in other files of the run. */
    static final String ID = "id";
    /** The id of runs of earlier versions, which had none. */
    static final String UNMARKED = "unmarked";

    private static final String FORMAT = "lockstep-run-1";
    private static final int LARGEST = 1 << 16;

    /** How a run got its folder. */
    enum Begun {
        /** In an empty folder, or resuming a run without a marker. */
        FRESH,
        /** Replacing another run, whose files are not all removed yet. */
        CLEARING,
        /** Replacing another run, whose files are removed. */
        OVERWRITE
    }

    static RunMarker fresh() {
        return new RunMarker(newId(), Begun.FRESH, "");
    }

    /** The marker of a run that resumes one without a marker. */
    static RunMarker ofUnmarked() {
        return new RunMarker(newId(), Begun.FRESH, UNMARKED);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The marker of a new run that replaces an old one. */
    static RunMarker inPlaceOf(Optional<RunMarker> old) {
        return new RunMarker(newId(), Begun.CLEARING, old.map(RunMarker::id).orElse(UNMARKED));
    }

    RunMarker cleared() {
        return new RunMarker(id, Begun.OVERWRITE, replaces);
    }

    /** The same run, resumed without {@code --overwrite}. */
    RunMarker extended() {
        return new RunMarker(id, Begun.FRESH, "");
    }

    /** Whether an id, or its absence, is that of this run or of the run that it replaces. */
    boolean owns(Optional<String> other) {
        return other.map(one -> one.equals(id) || one.equals(replaces)).orElse(replaces.equals(UNMARKED));
    }

    /**
     * The marker in a folder; empty if it has none.
     *
     * @throws PlanException if a file with that name is not a marker
     */
    static Optional<RunMarker> in(RunFiles files) throws IOException {
        if (!files.exists(FILE)) {
            return Optional.empty();
        }
        Map<String, String> fields = Json.texts(files.read(FILE, LARGEST));
        try {
            if (!FORMAT.equals(fields.get("format"))) {
                throw new IllegalArgumentException();
            }
            return Optional.of(new RunMarker(
                    UUID.fromString(fields.getOrDefault(ID, "")).toString(),
                    Begun.valueOf(fields.getOrDefault("begun", "")),
                    fields.getOrDefault("replaces", "")));
        } catch (IllegalArgumentException e) {
            throw new PlanException(
                    "output must be a new folder or the folder of a run, but " + files.folder() + "/" + FILE
                            + " was not written by this version of Lockstep; choose another output",
                    e);
        }
    }

    void write(RunFiles files) throws IOException {
        files.write(
                FILE,
                Json.pretty(new Keys()
                        .with("format", FORMAT)
                        .with(ID, id)
                        .with("begun", begun.name())
                        .with("replaces", replaces)
                        .map()));
    }
}
