package dev.lockstep.tracking.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.data.Shown;
import dev.lockstep.format.Json;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.tracking.mlflow.MlflowException.Kind;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Sends requests to an MLflow server, one after the other. Never follows redirects, which would take credentials along. */
final class MlflowClient {

    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
    private static final int CONNECT_SECONDS = 5;
    private static final int REQUEST_SECONDS = 20;
    /** Of an answer, no more bytes are kept. */
    private static final int LONGEST_ANSWER = 1 << 24;

    private static final int LONGEST_MESSAGE = 200;
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String server;
    private final Credentials credentials;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
            .build();

    /** @param server its address, without a slash at the end */
    MlflowClient(String server, Credentials credentials) {
        this.server = server;
        this.credentials = credentials;
    }

    JsonNode get(String endpoint, Map<String, String> query) throws MlflowException, InterruptedException {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(API + endpoint + "?" + parameters).GET());
    }

    JsonNode post(String endpoint, Map<String, Object> fields) throws MlflowException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofString(Json.line(fields));
        return send(request(API + endpoint)
                .header("Content-Type", "application/json")
                .POST(body));
    }

    /** @param path of an artifact, below that of the server's artifacts */
    void put(String path, byte[] content) throws MlflowException, InterruptedException {
        send(request(ARTIFACTS + path)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(content)));
    }

    private HttpRequest.Builder request(String path) throws MlflowException {
        if (!credentials.areUsable()) {
            throw new MlflowException(
                    Kind.REFUSED,
                    Credentials.TOKEN + ", or user and password, have characters that a request cannot have");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofSeconds(REQUEST_SECONDS))
                .header("User-Agent", "lockstep");
        credentials.header().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws MlflowException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request.build(), info -> limited());
        try {
            // The request's own timeout ends with the headers of the answer.
            return answer(sent.get(REQUEST_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw away("does not answer within " + REQUEST_SECONDS + " s");
        } catch (ExecutionException e) {
            throw away("cannot be reached: " + Reason.of(e));
        } finally {
            sent.cancel(true);
        }
    }

    private static HttpResponse.BodySubscriber<byte[]> limited() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return BodySubscribers.mapping(
                BodySubscribers.ofByteArrayConsumer(
                        chunk -> chunk.filter(more -> bytes.size() + more.length <= LONGEST_ANSWER)
                                .ifPresent(bytes::writeBytes)),
                done -> bytes.toByteArray());
    }

    private JsonNode answer(HttpResponse<byte[]> response) throws MlflowException {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (status >= OK && status < MULTIPLE_CHOICES) {
            return parsed(text);
        }
        JsonNode problem = parsed(text);
        String said = "answers " + status + said(problem, text);
        if (status == NOT_FOUND && problem.path("error_code").asText().equals("RESOURCE_DOES_NOT_EXIST")) {
            throw problem(Kind.MISSING, said);
        }
        if (status >= SERVER_ERROR || status == TOO_MANY || status == REQUEST_TIMEOUT) {
            throw away(said);
        }
        boolean ofEverything =
                status < BAD_REQUEST || status == UNAUTHORIZED || status == FORBIDDEN || status == NOT_FOUND;
        throw problem(ofEverything ? Kind.REFUSED : Kind.REJECTED, said);
    }

    /** Empty if the text is no JSON. */
    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String said(JsonNode problem, String text) {
        String message = problem.path("message").asText();
        String said = (message.isEmpty() ? text.replaceAll("<[^>]*>", " ") : message)
                .replaceAll("\\s+", " ")
                .strip();
        String shown = said.length() <= LONGEST_MESSAGE ? said : said.substring(0, LONGEST_MESSAGE) + "…";
        return shown.isEmpty() ? "" : ": " + shown;
    }

    private MlflowException away(String what) {
        return problem(Kind.AWAY, what);
    }

    private MlflowException problem(Kind kind, String what) {
        return new MlflowException(kind, Shown.line(credentials.hide(what)));
    }
}
