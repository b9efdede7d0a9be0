package dev.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A small server that answers as MLflow's REST API does, keeps what it gets, and can be made to misbehave. */
public final class FakeMlflow implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How it answers. */
    public enum Mood {
        WELL,
        UNAUTHORIZED,
        BROKEN,
        REDIRECTING,
        /** It takes requests and does not answer. */
        HANGING,
        /** It answers, but not as MLflow does. */
        STRANGE,
        /** It refuses metrics. */
        PICKY
    }

    /** A run that the server keeps. */
    public static final class Run {
        public final Map<String, String> params = new TreeMap<>();
        public final Map<String, String> tags = new TreeMap<>();
        /** By name: {@code step=value} in the order in which they came. */
        public final Map<String, List<String>> metrics = new TreeMap<>();

        /** The steps of a metric. */
        public List<Long> steps(String metric) {
            return metrics.get(metric).stream().map(FakeMlflow::step).toList();
        }

        public final Map<String, byte[]> artifacts = new TreeMap<>();
        public final List<String> states = new ArrayList<>();
        public String name = "";
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private volatile int moodAfter = Integer.MAX_VALUE;
    private volatile Mood nextMood = Mood.WELL;
    private volatile String artifactRoot = "mlflow-artifacts:/0/";

    public FakeMlflow() throws IOException {
        // Otherwise every answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String uri() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public void become(Mood now) {
        mood = now;
    }

    /** Changes its mood after a number of requests. */
    public void becomeAfter(int requestsUntilThen, Mood then) {
        nextMood = then;
        moodAfter = requestsUntilThen;
    }

    /** The server leaves artifacts to its clients. */
    public void keepArtifactsAt(String root) {
        artifactRoot = root;
    }

    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    /** The names of the experiments. */
    public synchronized List<String> experiments() {
        return List.copyOf(experiments.keySet());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            synchronized (this) {
                requests.add(exchange.getRequestMethod() + " " + path);
                authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                if (requests.size() > moodAfter) {
                    mood = nextMood;
                }
            }
            switch (mood) {
                case UNAUTHORIZED ->
                    answer(
                            exchange,
                            401,
                            "You are not " + exchange.getRequestHeaders().getFirst("Authorization"));
                case BROKEN -> answer(exchange, 500, "<html><b>Internal\nServer Error</b></html>");
                case STRANGE -> answer(exchange, 200, "<html>Welcome</html>");
                case REDIRECTING -> {
                    exchange.getResponseHeaders().add("Location", uri() + "/elsewhere");
                    answer(exchange, 302, "");
                }
                case HANGING -> closed.await(1, TimeUnit.MINUTES);
                default -> answer(exchange, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        String artifacts = "/api/2.0/mlflow-artifacts/artifacts/0/";
        if (path.startsWith(artifacts)) {
            String place = path.substring(artifacts.length());
            int slash = place.indexOf('/');
            runs.get(place.substring(0, slash)).artifacts.put(place.substring(slash + 1), body);
            answer(exchange, 200, "{}");
            return;
        }
        Map<String, Object> answer =
                switch (path.replace("/api/2.0/mlflow/", "")) {
                    case "experiments/get-by-name" ->
                        experiment(exchange.getRequestURI().getRawQuery());
                    case "experiments/create" ->
                        created(JSON.readTree(body).path("name").asText());
                    case "runs/get" ->
                        run(exchange.getRequestURI().getRawQuery().replace("run_id=", ""));
                    case "runs/search" ->
                        Map.of("runs", found(JSON.readTree(body).path("filter").asText()));
                    case "runs/create" -> create(JSON.readTree(body));
                    case "runs/update" -> update(JSON.readTree(body));
                    case "runs/log-batch" -> log(JSON.readTree(body));
                    default -> throw new IllegalStateException(path);
                };
        answer(exchange, answer.containsKey("error_code") ? status(answer) : 200, JSON.writeValueAsString(answer));
    }

    private static int status(Map<String, Object> problem) {
        return problem.get("error_code").equals("RESOURCE_DOES_NOT_EXIST") ? 404 : 400;
    }

    private static Map<String, Object> missing() {
        return Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "No such thing");
    }

    private Map<String, Object> experiment(String query) {
        String name = URLDecoder.decode(query.replace("experiment_name=", ""), StandardCharsets.UTF_8);
        return experiments.containsKey(name)
                ? Map.of("experiment", Map.of("experiment_id", experiments.get(name)))
                : missing();
    }

    private Map<String, Object> created(String name) {
        experiments.put(name, "" + experiments.size());
        return Map.of("experiment_id", experiments.get(name));
    }

    private Map<String, Object> run(String id) {
        return runs.containsKey(id) ? Map.of("run", fields(id)) : missing();
    }

    private List<Map<String, Object>> found(String filter) {
        return runs.keySet().stream()
                .filter(id -> filter.equals(
                        "tags.`lockstep.run` = '" + runs.get(id).tags.get("lockstep.run") + "'"))
                .map(this::fields)
                .toList();
    }

    private Map<String, Object> fields(String id) {
        Run run = runs.get(id);
        return Map.of(
                "info",
                Map.of("run_id", id, "artifact_uri", artifactRoot + id, "lifecycle_stage", "active"),
                "data",
                Map.of(
                        "params",
                        run.params.entrySet().stream()
                                .map(param -> Map.of("key", param.getKey(), "value", param.getValue()))
                                .toList(),
                        "metrics",
                        run.metrics.entrySet().stream()
                                .map(metric -> Map.of(
                                        "key",
                                        metric.getKey(),
                                        "step",
                                        step(metric.getValue()
                                                .get(metric.getValue().size() - 1))))
                                .toList()));
    }

    private static long step(String point) {
        return Long.parseLong(point.substring(0, point.indexOf('=')));
    }

    private Map<String, Object> create(JsonNode request) {
        Run run = new Run();
        run.name = request.path("run_name").asText();
        request.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String id = "run" + runs.size();
        runs.put(id, run);
        return run(id);
    }

    private Map<String, Object> update(JsonNode request) {
        runs.get(request.path("run_id").asText())
                .states
                .add(request.path("status").asText());
        return Map.of();
    }

    private Map<String, Object> log(JsonNode request) {
        if (mood == Mood.PICKY && request.has("metrics")) {
            return Map.of("error_code", "INVALID_PARAMETER_VALUE", "message", "I do not like these");
        }
        Run run = runs.get(request.path("run_id").asText());
        request.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        for (JsonNode param : request.path("params")) {
            String name = param.path("key").asText();
            String value = param.path("value").asText();
            if (!run.params.getOrDefault(name, value).equals(value)) {
                return Map.of("error_code", "INVALID_PARAMETER_VALUE", "message", "Changing param values");
            }
            run.params.put(name, value);
        }
        for (JsonNode metric : request.path("metrics")) {
            run.metrics
                    .computeIfAbsent(metric.path("key").asText(), key -> new ArrayList<>())
                    .add(metric.path("step").asLong() + "="
                            + metric.path("value").asDouble());
        }
        return Map.of();
    }

    /** Stops answering: connections are refused from now on. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
