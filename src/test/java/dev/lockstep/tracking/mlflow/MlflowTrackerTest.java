package dev.lockstep.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.MlflowPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.FakeMlflow;
import dev.lockstep.testing.FakeMlflow.Mood;
import dev.lockstep.testing.Plans;
import dev.lockstep.tracking.EpochScalars;
import dev.lockstep.tracking.mlflow.Ending.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server gets of a run, and that no server troubles a run. */
class MlflowTrackerTest {

    private static final String ID = "0b8f2f6e-2c5e-4f0e-9d3b-1d6a1c5f7a10";
    private static final String TOKEN = "t0k3n-of-mine";
    private static final byte[] PAGE = "<html>".getBytes(StandardCharsets.UTF_8);

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private FakeMlflow server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeMlflow();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TrackedRun run(String name, String experiment) {
        RunPlan plan = Plans.of("""
                data: {train: {path: rows.csv, options: {password: hunter22}}, label: y, features: %s}
                network: {hidden: [{units: 8}, {units: 4}]}
                loss: cross_entropy
                """.formatted("[" + "a_rather_long_name_of_a_column, ".repeat(40) + "z]"));
        return TrackedRun.of(
                plan,
                new MlflowPlan(server.uri() + "/", experiment, Optional.of(name)),
                ID,
                Map.of("lockstep.version", "9"));
    }

    private MlflowTracker tracker(Map<String, String> environment) {
        return new MlflowTracker(run("night", "nightly"), Optional.empty(), environment, warnings::add);
    }

    private static EpochScalars epoch(long step) {
        return new EpochScalars(step, Map.of("train/loss", 1.0 / step, "learningRate", 0.5));
    }

    private static List<EpochScalars> epochs(long... steps) {
        return LongStream.of(steps).mapToObj(MlflowTrackerTest::epoch).toList();
    }

    private static Ending ending(Status status) {
        Map<String, Callable<byte[]>> artifacts = new LinkedHashMap<>();
        artifacts.put("model.onnx", () -> {
            throw new IllegalArgumentException("ONNX has no such hash");
        });
        artifacts.put("report.html", () -> PAGE);
        return new Ending(
                status,
                Map.of("lockstep.weightsSha256", "abc"),
                Map.of("test/accuracy", 0.75, "test/auc", Double.NaN),
                30,
                artifacts);
    }

    private void all(MlflowTracker tracker, long... steps) {
        tracker.begin(List.of());
        epochs(steps).forEach(tracker::add);
        tracker.finish(ending(Status.FINISHED));
    }

    @Test
    void theServerGetsEverything() {
        MlflowTracker tracker = tracker(Map.of());
        all(tracker, 10, 20, 30);
        assertEquals(List.of("MLflow gets no model.onnx: ONNX has no such hash"), warnings);
        assertEquals(Optional.of("run0"), tracker.id());
        assertEquals(List.of("nightly"), server.experiments());
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals("night", run.name);
        assertEquals(List.of("RUNNING", "FINISHED"), run.states);
        assertEquals(List.of("10=0.1", "20=0.05", "30=" + 1.0 / 30), run.metrics.get("train/loss"));
        assertEquals(List.of("10=0.5", "20=0.5", "30=0.5"), run.metrics.get("learningRate"));
        assertEquals(List.of("30=0.75"), run.metrics.get("final/test/accuracy"));
        assertFalse(run.metrics.containsKey("final/test/auc"));
        assertEquals("8", run.params.get("network.hidden.0.units"));
        assertEquals("4", run.params.get("network.hidden.1.units"));
        assertEquals("cross_entropy", run.params.get("loss"));
        assertEquals("***", run.params.get("data.train.options.password"));
        assertTrue(run.params.get("data.features").startsWith("[\"a_rather_long_name_of_a_column\","));
        assertEquals(500, run.params.get("data.features").length());
        assertEquals(ID, run.tags.get("lockstep.run"));
        assertEquals("abc", run.tags.get("lockstep.weightsSha256"));
        assertEquals("9", run.tags.get("lockstep.version"));
        assertArrayEquals(PAGE, run.artifacts.get("report.html"));
        assertEquals(
                List.of("null"), server.authorizations().stream().distinct().toList());
    }

    @Test
    void aResumedRunGoesOnWithoutRepeatingEpochs() {
        all(tracker(Map.of()), 10, 20, 30);
        warnings.clear();
        MlflowTracker second = new MlflowTracker(run("night", "nightly"), Optional.of("run0"), Map.of(), warnings::add);
        second.begin(epochs(10, 20));
        epochs(30, 40).forEach(second::add);
        second.finish(ending(Status.FINISHED));
        // Without the id, the tag leads to it.
        MlflowTracker third = tracker(Map.of());
        third.begin(epochs(10, 20, 30, 40, 50));
        third.finish(ending(Status.KILLED));
        assertEquals(1, server.runs().size());
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals(List.of(10L, 20L, 30L, 40L, 50L), run.steps("train/loss"));
        assertEquals(List.of("RUNNING", "FINISHED", "RUNNING", "FINISHED", "RUNNING", "KILLED"), run.states);
        warnings.removeIf(warning -> warning.contains("model.onnx"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void anIdThatTheServerHasForgottenIsANewRun() {
        MlflowTracker tracker =
                new MlflowTracker(run("night", "nightly"), Optional.of("gone"), Map.of(), warnings::add);
        all(tracker, 10);
        assertEquals(1, server.runs().size());
        assertEquals(Optional.of("run0"), tracker.id());
    }

    @Test
    void namesMayBeAnything() {
        String hostile = "a'; drop table runs; --\n\u0007\"{}<script>/../%2e%2e?&=#☃";
        MlflowTracker tracker = new MlflowTracker(run(hostile, hostile), Optional.empty(), Map.of(), warnings::add);
        tracker.begin(List.of());
        tracker.add(new EpochScalars(1, Map.of("validation/" + hostile, 1.0)));
        tracker.finish(ending(Status.FINISHED));
        assertEquals(List.of(hostile), server.experiments());
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals(hostile.replace('\n', ' ').replace('\u0007', ' '), run.name);
        assertTrue(
                run.metrics.keySet().stream()
                        .allMatch(name -> name.matches("[A-Za-z0-9_./-]+") && !name.contains("..")),
                run.metrics.keySet().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAUTHORIZED | answers 401: You are not Bearer ***; the run continues",
                "BROKEN | answers 500: Internal Server Error; the run continues",
                "REDIRECTING | answers 302; the run continues",
                "STRANGE | does not answer as an MLflow server does; the run continues",
                "PICKY | answers 400: I do not like these; the run continues",
            })
    void aServerThatDoesNotTakeARunIsOneWarning(Mood mood, String what) {
        server.become(mood);
        assertTimeout(
                Duration.ofSeconds(MlflowTracker.CLOSE_SECONDS + 3),
                () -> all(tracker(Map.of(Credentials.TOKEN, TOKEN)), 10, 20));
        warnings.removeIf(warning -> warning.contains("model.onnx"));
        assertEquals(List.of("MLflow at " + server.uri() + " " + what), warnings);
        assertEquals(mood == Mood.PICKY ? 1 : 0, server.runs().size());
        assertFalse(server.requests().contains("GET /elsewhere"));
    }

    @Test
    void aServerThatHangsCostsSeconds() {
        server.become(Mood.HANGING);
        assertTimeout(Duration.ofSeconds(MlflowTracker.CLOSE_SECONDS + 3), () -> all(tracker(Map.of()), 10));
        assertEquals(
                List.of("MLflow at " + server.uri() + " has not taken everything within 5 s of the end; the run"
                        + " continues"),
                warnings);
    }

    @Test
    void noServerAtAllIsOneWarning() {
        MlflowTracker tracker = tracker(Map.of());
        server.close();
        assertTimeout(Duration.ofSeconds(MlflowTracker.CLOSE_SECONDS + 3), () -> all(tracker, 10, 20));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("cannot be reached"), warnings.toString());
        assertEquals(Optional.empty(), tracker.id());
    }

    @Test
    void aServerThatIsAwayForAWhileGetsWhatItMissed() throws InterruptedException {
        server.becomeAfter(5, Mood.BROKEN);
        MlflowTracker tracker = tracker(Map.of());
        tracker.begin(List.of());
        epochs(10, 20).forEach(tracker::add);
        while (warnings.isEmpty()) {
            Thread.onSpinWait();
        }
        server.becomeAfter(Integer.MAX_VALUE, Mood.WELL);
        server.become(Mood.WELL);
        tracker.add(epoch(30));
        tracker.finish(ending(Status.FINISHED));
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals(3, run.metrics.get("train/loss").size());
        assertEquals("cross_entropy", run.params.get("loss"));
        assertEquals(
                List.of(
                        "MLflow at " + server.uri() + " answers 500: Internal Server Error; the run continues",
                        "MLflow gets no model.onnx: ONNX has no such hash"),
                warnings);
    }

    @Test
    void aServerThatGoesAwayInTheMiddleCostsSeconds() {
        MlflowTracker tracker = tracker(Map.of());
        tracker.begin(List.of());
        while (tracker.id().isEmpty()) {
            Thread.onSpinWait();
        }
        server.close();
        assertTimeout(Duration.ofSeconds(MlflowTracker.CLOSE_SECONDS + 3), () -> {
            tracker.add(epoch(10));
            tracker.finish(ending(Status.FAILED));
        });
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void artifactsThatTheServerDoesNotTakeAreSaid() {
        server.keepArtifactsAt("s3://user:secret@bucket/");
        all(tracker(Map.of()), 10);
        assertEquals(
                List.of("MLflow at " + server.uri()
                        + " does not take artifacts, which are kept at s3://user:***@bucket/run0; the run continues"),
                warnings);
        assertEquals(List.of("RUNNING", "FINISHED"), server.runs().get(0).states);
    }

    @ParameterizedTest
    @CsvSource({"t, u, '', Bearer t", "t, u, p, Basic dTpw", "'', '', p, null"})
    void credentialsAreThoseOfMlflowsOwnClient(String token, String user, String password, String header) {
        all(tracker(Map.of(Credentials.TOKEN, token, Credentials.USERNAME, user, Credentials.PASSWORD, password)), 10);
        assertEquals(
                List.of(header), server.authorizations().stream().distinct().toList());
    }

    @Test
    void aTokenThatNoRequestCanHaveIsNotShown() {
        all(tracker(Map.of(Credentials.TOKEN, "se\ncret")), 10);
        assertEquals(
                List.of("MLflow at " + server.uri() + " MLFLOW_TRACKING_TOKEN, or user and password, have characters"
                        + " that a request cannot have; the run continues"),
                warnings);
        assertEquals(List.of(), server.requests());
    }

    @Test
    void fiveThousandEpochsAreFewRequests() {
        MlflowTracker tracker = tracker(Map.of());
        tracker.begin(List.of());
        for (int i = 1; i <= 5000; i++) {
            tracker.add(epoch(i));
        }
        tracker.finish(ending(Status.FINISHED));
        assertEquals(5000, server.runs().get(0).metrics.get("train/loss").size());
        assertTrue(server.requests().size() < 40, server.requests().size() + " requests");
    }

    @Test
    void aRunThatIsAbandonedEndsNothing() {
        MlflowTracker tracker = tracker(Map.of());
        tracker.begin(List.of());
        while (tracker.id().isEmpty()) {
            Thread.onSpinWait();
        }
        tracker.abandon();
        assertEquals(List.of("RUNNING"), server.runs().get(0).states);
        assertEquals(List.of(), warnings);
    }
}
