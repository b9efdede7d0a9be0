package dev.lockstep.tracking.mlflow;

import dev.lockstep.catalog.Secret;
import dev.lockstep.tracking.EpochScalars;
import dev.lockstep.tracking.mlflow.MlflowException.Kind;
import dev.lockstep.tracking.mlflow.MlflowRun.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends what a training says to MLflow, on a thread of its own. The training never waits, except for at most {@value
 * #CLOSE_SECONDS} s when it ends. A server that is away is tried again; one that refuses is not.
 */
public final class MlflowTracker {

    static final int CLOSE_SECONDS = 5;

    /** Epochs that wait to be sent. */
    private static final int MOST_WAITING = 10_000;
    /** Epochs of this time go into one request. */
    private static final long GATHER_MILLIS = 1000;

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final TrackedRun run;
    private final MlflowClient client;
    private final Optional<String> knownId;
    private final Consumer<String> warn;
    private final BlockingQueue<Timed> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "lockstep-mlflow");
    /** Of the sending thread. */
    private MlflowRun opened;

    private volatile Ending end;
    private volatile String openedId = "";
    private volatile boolean warned;

    /** An epoch and when it ended. */
    private record Timed(EpochScalars epoch, long timestamp) {

        private List<Point> points() {
            return epoch.values().entrySet().stream()
                    .map(value -> new Point(value.getKey(), value.getValue(), timestamp, epoch.step()))
                    .toList();
        }
    }

    /** Work for the server that may be tried again. */
    private interface Attempt {
        void make() throws MlflowException, InterruptedException;
    }

    /**
     * @param knownId of the run at MLflow, if an earlier attempt has one
     * @param environment with credentials
     * @param warn receives at most one warning
     */
    public MlflowTracker(
            TrackedRun run, Optional<String> knownId, Map<String, String> environment, Consumer<String> warn) {
        this.run = run;
        this.knownId = knownId;
        this.client = new MlflowClient(run.where().server(), Credentials.of(environment));
        this.warn = warn;
        thread.setDaemon(true);
    }

    /** @param history epochs of earlier attempts, of which the server gets those that it does not have */
    public void begin(List<EpochScalars> history) {
        long now = System.currentTimeMillis();
        history.forEach(epoch -> waiting.add(new Timed(epoch, now)));
        thread.start();
    }

    /** The run's id at MLflow; empty until the server has answered. */
    public Optional<String> id() {
        return Optional.of(openedId).filter(id -> !id.isEmpty());
    }

    public void add(EpochScalars epoch) {
        if (done.getCount() == 0) {
            return;
        }
        if (waiting.size() < MOST_WAITING) {
            waiting.add(new Timed(epoch, System.currentTimeMillis()));
        } else {
            say("is too slow: " + MOST_WAITING + " epochs wait for it, and further ones are left out");
        }
    }

    /** Sends the end of the run, and what is left, as far as the server takes it in time. */
    public void finish(Ending last) {
        end = last;
        ending.countDown();
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                say("has not taken everything within " + CLOSE_SECONDS + " s of the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.interrupt();
        }
    }

    /** Stops sending, and leaves the run at MLflow as it is. */
    public void abandon() {
        thread.interrupt();
    }

    private void work() {
        try {
            retried(this::open);
            tolerated(() -> opened.logTags(run.tags()));
            tolerated(() -> opened.logParams(run.params()));
            while (sendEpochs()) {
                ending.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
            }
            sendEnd(end);
        } catch (MlflowException e) {
            say(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            say("cannot be used: " + e);
        } finally {
            waiting.clear();
            done.countDown();
        }
    }

    private void open() throws MlflowException, InterruptedException {
        opened = MlflowRun.open(client, run, knownId);
        openedId = opened.id();
    }

    /** Makes an attempt until it succeeds, or the server refuses, or the run ends without the server coming back. */
    private void retried(Attempt attempt) throws MlflowException, InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            boolean last = end != null;
            try {
                attempt.make();
                return;
            } catch (MlflowException e) {
                if (e.kind() != Kind.AWAY || last) {
                    throw e;
                }
                say(e.getMessage());
                ending.await(pause, TimeUnit.MILLISECONDS);
                pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            }
        }
    }

    /** Sends the epochs that wait; false if there are none and the run has ended. */
    private boolean sendEpochs() throws MlflowException, InterruptedException {
        boolean more = end == null;
        List<Point> points = new ArrayList<>();
        for (Timed next = waiting.peek(); next != null; next = waiting.peek()) {
            List<Point> ofEpoch = next.epoch().step() > opened.lastStep() ? next.points() : List.of();
            if (points.size() + ofEpoch.size() > MlflowNames.MOST_METRICS) {
                send(points);
                points = new ArrayList<>();
            }
            points.addAll(ofEpoch);
            waiting.remove();
        }
        send(points);
        return more;
    }

    private void send(List<Point> points) throws MlflowException, InterruptedException {
        tolerated(() -> opened.log(points));
    }

    /** As {@link #retried}, but what the server refuses alone is left out. */
    private void tolerated(Attempt attempt) throws MlflowException, InterruptedException {
        try {
            retried(attempt);
        } catch (MlflowException e) {
            if (e.kind() == Kind.AWAY || e.kind() == Kind.REFUSED) {
                throw e;
            }
            say(e.getMessage());
        }
    }

    private void sendEnd(Ending last) throws MlflowException, InterruptedException {
        long now = System.currentTimeMillis();
        List<Point> results = last.metrics().entrySet().stream()
                .filter(metric -> Double.isFinite(metric.getValue()))
                .map(metric -> new Point(MlflowRun.FINAL + metric.getKey(), metric.getValue(), now, last.step()))
                .toList();
        send(results);
        tolerated(() -> opened.logTags(MlflowNames.keyed(last.tags(), MlflowNames::tag)));
        retried(() -> opened.end(last.status()));
        upload(last);
    }

    private void upload(Ending last) throws MlflowException, InterruptedException {
        Optional<String> folder = opened.servedArtifacts();
        if (folder.isEmpty()) {
            say("does not take artifacts, which are kept at " + Secret.shown(opened.artifactAddress()));
            return;
        }
        for (Map.Entry<String, Callable<byte[]>> artifact : last.artifacts().entrySet()) {
            byte[] content;
            try {
                content = artifact.getValue().call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) { // Whatever it is, the other artifacts can be sent.
                warn.accept("MLflow gets no " + artifact.getKey() + ": " + e.getMessage());
                continue;
            }
            tolerated(() -> opened.upload(folder.get(), artifact.getKey(), content));
        }
    }

    private synchronized void say(String what) {
        if (!warned) {
            warned = true;
            warn.accept("MLflow at " + run.where().server() + " " + what + "; the run continues");
        }
    }
}
