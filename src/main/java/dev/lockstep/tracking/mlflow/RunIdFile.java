package dev.lockstep.tracking.mlflow;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.MlflowPlan;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The file {@value #FILE} in the folder of a run: its id at MLflow, so that a resumed run goes on there. */
public final class RunIdFile {

    public static final String FILE = "mlflow.json";

    private static final int LARGEST = 1 << 16;

    private RunIdFile() {}

    /** The id at MLflow; empty if there is none, or that of another run or another place. */
    public static Optional<String> read(RunFiles files, TrackedRun run) throws IOException {
        if (!files.exists(FILE)) {
            return Optional.empty();
        }
        Map<String, String> found = Json.texts(files.read(FILE, LARGEST));
        boolean same = fields(run).entrySet().stream()
                .allMatch(field -> field.getValue().equals(found.get(field.getKey())));
        return same ? Optional.ofNullable(found.get("runId")) : Optional.empty();
    }

    public static void write(RunFiles files, TrackedRun run, String id) throws IOException {
        files.write(
                FILE,
                Json.pretty(new Keys().withAll(fields(run)).with("runId", id).map()));
    }

    private static Map<String, Object> fields(TrackedRun run) {
        MlflowPlan where = run.where();
        return new Keys()
                .with("id", run.id())
                .with("uri", where.server())
                .with("experiment", where.experiment())
                .map();
    }
}
