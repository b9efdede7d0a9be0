package dev.lockstep.run;

import dev.lockstep.data.Labels;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A wish to stop before the end: a SIGTERM, a SIGHUP, a SIGINT (Ctrl-C), or a plan's {@code stopAfterSeconds}. While training the
 * wish waits for the step to end; at any other time, or the second time, the process says why and ends at once.
 */
final class StopRequest {

    /** How long it may take to say why; a scheduler's patience is shorter than a file system's that hangs. */
    private static final long FAREWELL_SECONDS = 5;
    /** Signals so close to each other are one wish. */
    private static final long ONE_WISH_NANOS = 1_000_000_000;
    /** How long Spark may take to clean up. */
    private static final long EXIT_SECONDS = 20;

    private final long start = System.nanoTime();
    private final Optional<Double> stopAfterSeconds;
    private volatile String signal;
    private volatile long signalled;
    private volatile boolean awaited;
    private volatile boolean leaving;
    private volatile Consumer<String> farewell = why -> {};

    StopRequest(Optional<Double> stopAfterSeconds) {
        this.stopAfterSeconds = stopAfterSeconds;
    }

    /** Listens to signals from now on. */
    void listen() {
        Signals.on("TERM", () -> onSignal("SIGTERM"));
        Signals.on("INT", () -> onSignal("SIGINT"));
        // Java leaves it alone where the process ignores it from its start, as under nohup.
        Signals.on("HUP", () -> onSignal("SIGHUP"));
    }

    /** What is to be done with the reason when the process ends at once. */
    void farewell(Consumer<String> action) {
        farewell = action;
    }

    private void onSignal(String name) {
        if (awaited && signal == null) {
            signalled = System.nanoTime();
            signal = name;
        } else if (awaited && System.nanoTime() - signalled < ONE_WISH_NANOS) {
            // The same wish: timeout(1), for one, sends its signal to the process and to its group.
            return;
        } else if (!leaving) {
            leaving = true;
            leave("stopped at once (" + name + "), without saving; the same command goes on from the newest"
                    + " checkpoint, or begins");
        }
    }

    private void leave(String why) {
        System.err.println("error: " + why);
        daemon("lockstep-halt", () -> {
            pause(FAREWELL_SECONDS + EXIT_SECONDS);
            Runtime.getRuntime().halt(ExitCode.STOPPED.number());
        });
        Thread saying = daemon("lockstep-farewell", () -> farewell.accept(why));
        try {
            saying.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(ExitCode.STOPPED.number());
    }

    /** Keeps a thread that fails because the process is ending from reporting that, until it has ended. */
    void keepQuietIfLeaving() {
        if (leaving) {
            pause(FAREWELL_SECONDS + EXIT_SECONDS);
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void pause(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
