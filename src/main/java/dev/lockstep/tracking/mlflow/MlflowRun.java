package dev.lockstep.tracking.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.tracking.mlflow.MlflowException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run on the server: found or created, and what is logged to it. */
final class MlflowRun {

    /** The metrics of the result, which are not those of an epoch. */
    static final String FINAL = "final/";

    private static final String RUN_ID = "run_id";
    private static final String SERVED = "mlflow-artifacts";

    private final MlflowClient client;
    private final String id;
    private final String artifacts;
    private final long lastStep;
    private final Map<String, String> known;

    private MlflowRun(MlflowClient client, JsonNode run) {
        this.client = client;
        this.id = run.path("info").path(RUN_ID).asText();
        this.artifacts = run.path("info").path("artifact_uri").asText();
        this.known = new LinkedHashMap<>();
        run.path("data")
                .path("params")
                .forEach(param -> known.put(
                        param.path("key").asText(), param.path("value").asText()));
        long last = 0;
        for (JsonNode metric : run.path("data").path("metrics")) {
            if (!metric.path("key").asText().startsWith(FINAL)) {
                last = Math.max(last, metric.path("step").asLong());
            }
        }
        this.lastStep = last;
    }

    /** A metric at a step. */
    record Point(String name, double value, long timestamp, long step) {

        private Map<String, Object> fields() {
            return Map.of("key", MlflowNames.key(name), "value", value, "timestamp", timestamp, "step", step);
        }
    }

    /**
     * Finds the run, or creates it.
     *
     * @param knownId of an earlier attempt
     */
    static MlflowRun open(MlflowClient client, TrackedRun run, Optional<String> knownId)
            throws MlflowException, InterruptedException {
        Optional<JsonNode> found = knownId.isPresent() ? byId(client, knownId.get()) : Optional.empty();
        if (found.isEmpty()) {
            String experiment = experiment(client, run.where().experiment());
            // A request to create it may have been answered too late.
            found = byTag(client, experiment, run.id());
            if (found.isEmpty()) {
                found = Optional.of(create(client, experiment, run));
            }
        }
        MlflowRun opened = new MlflowRun(client, found.get());
        if (opened.id.isEmpty()) {
            throw new MlflowException(Kind.REFUSED, "does not answer as an MLflow server does");
        }
        client.post("runs/update", Map.of(RUN_ID, opened.id, "status", "RUNNING", "run_name", run.name()));
        return opened;
    }

    private static Optional<JsonNode> byId(MlflowClient client, String id)
            throws MlflowException, InterruptedException {
        try {
            JsonNode run = client.get("runs/get", Map.of(RUN_ID, id)).path("run");
            boolean deleted = run.path("info").path("lifecycle_stage").asText().equals("deleted");
            return deleted ? Optional.empty() : Optional.of(run);
        } catch (MlflowException e) {
            if (e.kind() == Kind.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String experiment(MlflowClient client, String name) throws MlflowException, InterruptedException {
        try {
            return experimentByName(client, name);
        } catch (MlflowException e) {
            if (e.kind() != Kind.MISSING) {
                throw e;
            }
        }
        try {
            return client.post("experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asText();
        } catch (MlflowException e) {
            if (e.kind() != Kind.REJECTED) {
                throw e;
            }
            // Another run may have created it meanwhile.
            return experimentByName(client, name);
        }
    }

    private static String experimentByName(MlflowClient client, String name)
            throws MlflowException, InterruptedException {
        return client.get("experiments/get-by-name", Map.of("experiment_name", name))
                .path("experiment")
                .path("experiment_id")
                .asText();
    }

    private static Optional<JsonNode> byTag(MlflowClient client, String experiment, String run)
            throws MlflowException, InterruptedException {
        JsonNode found = client.post(
                "runs/search",
                Map.of(
                        "experiment_ids",
                        List.of(experiment),
                        "filter",
                        "tags.`" + TrackedRun.ID + "` = '" + run + "'",
                        "run_view_type",
                        "ACTIVE_ONLY",
                        "max_results",
                        1));
        return Optional.of(found.path("runs").path(0)).filter(JsonNode::isObject);
    }

    private static JsonNode create(MlflowClient client, String experiment, TrackedRun run)
            throws MlflowException, InterruptedException {
        return client.post(
                        "runs/create",
                        Map.of(
                                "experiment_id",
                                experiment,
                                "run_name",
                                run.name(),
                                "start_time",
                                System.currentTimeMillis(),
                                "tags",
                                MlflowNames.listed(Map.of(TrackedRun.ID, run.id()))))
                .path("run");
    }

    String id() {
        return id;
    }

    /** The last step whose metrics the server had when the run was opened. */
    long lastStep() {
        return lastStep;
    }

    /** Logs params that the server does not have: it never changes one. */
    void logParams(Map<String, String> params) throws MlflowException, InterruptedException {
        List<Map<String, String>> missing = new ArrayList<>(MlflowNames.listed(params));
        missing.removeIf(param -> known.containsKey(param.get("key")));
        for (int i = 0; i < missing.size(); i += MlflowNames.MOST_PARAMS) {
            List<Map<String, String>> some = missing.subList(i, Math.min(missing.size(), i + MlflowNames.MOST_PARAMS));
            client.post("runs/log-batch", Map.of(RUN_ID, id, "params", some));
        }
    }

    void logTags(Map<String, String> tags) throws MlflowException, InterruptedException {
        if (!tags.isEmpty()) {
            client.post("runs/log-batch", Map.of(RUN_ID, id, "tags", MlflowNames.listed(tags)));
        }
    }

    /** @param points at most {@link MlflowNames#MOST_METRICS} */
    void log(List<Point> points) throws MlflowException, InterruptedException {
        if (!points.isEmpty()) {
            client.post(
                    "runs/log-batch",
                    Map.of(
                            RUN_ID,
                            id,
                            "metrics",
                            points.stream().map(Point::fields).toList()));
        }
    }

    void end(Ending.Status status) throws MlflowException, InterruptedException {
        client.post("runs/update", Map.of(RUN_ID, id, "status", status.name(), "end_time", System.currentTimeMillis()));
    }

    /** Where the server keeps artifacts itself; empty if it leaves that to its clients. */
    Optional<String> servedArtifacts() {
        try {
            URI address = new URI(artifacts);
            boolean here = SERVED.equals(address.getScheme()) && address.getRawAuthority() == null;
            return here ? Optional.of(address.getRawPath().replaceFirst("^/+", "")) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The address of the run's artifacts. */
    String artifactAddress() {
        return artifacts;
    }

    void upload(String folder, String name, byte[] content) throws MlflowException, InterruptedException {
        client.put(folder + "/" + name, content);
    }
}
