package dev.lockstep.job;

import dev.lockstep.data.Labels;
import java.util.Optional;

/**
 * A wish to stop before the end: a SIGTERM, a SIGINT (Ctrl-C), or a plan's {@code stopAfterSeconds}. While training the
 * wish waits for the step to end; at any other time, or the second time, the process ends at once.
 */
final class StopRequest {

    private final long start = System.nanoTime();
    private final Optional<Double> stopAfterSeconds;
    private volatile String signal;
    private volatile boolean awaited;

    StopRequest(Optional<Double> stopAfterSeconds) {
        this.stopAfterSeconds = stopAfterSeconds;
    }

    /** Listens to signals from now on. */
    void listen() {
        Signals.on("TERM", () -> onSignal("SIGTERM"));
        Signals.on("INT", () -> onSignal("SIGINT"));
    }

    private void onSignal(String name) {
        if (!awaited || signal != null) {
            System.exit(ExitCode.STOPPED.number());
        }
        signal = name;
    }

    /** Says whether somebody looks at {@link #reason} between steps. */
    void awaited(boolean now) {
        awaited = now;
    }

    /** Why to stop, or empty. */
    Optional<String> reason() {
        if (signal != null) {
            return Optional.of(signal);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return stopAfterSeconds
                .filter(limit -> seconds >= limit)
                .map(limit -> "training.stopAfterSeconds: " + Labels.text(limit));
    }
}
