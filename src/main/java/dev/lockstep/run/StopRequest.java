package dev.lockstep.run;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.data.Labels;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A request to stop: SIGTERM, SIGHUP, SIGINT (Ctrl-C), or {@code stopAfterSeconds} of the plan. During training it
 * takes effect after the current step; at any other time, or when repeated, the process states the reason and ends at
 * once.
 */
final class StopRequest {

    /** Time limit for writing the reason, because a file system may hang for longer than a scheduler waits. */
    private static final long FAREWELL_SECONDS = 5;
    /** Signals within this time count as one. */
    private static final long ONE_WISH_NANOS = 1_000_000_000;
    /** Time limit for Spark to clean up. */
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

    /** Starts handling signals. */
    void listen() {
        on("TERM", () -> onSignal("SIGTERM"));
        on("INT", () -> onSignal("SIGINT"));
        // Java does not install a handler if the process ignores the signal from its start, as under nohup.
        on("HUP", () -> onSignal("SIGHUP"));
    }

    /** Receives the reason when the process ends at once. */
    void farewell(Consumer<String> action) {
        farewell = action;
    }

    /**
     * Runs an action on its own thread for every signal of a kind, such as {@code TERM}. By reflection, because the
     * compiler warns of direct use of {@code sun.misc.Signal}; a shutdown hook would race those of Spark.
     */
    private static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    StopRequest.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException e) {
            throw new EnvironmentException("this Java has no way to handle the signal " + name, e);
        }
    }

    private void onSignal(String name) {
        if (awaited && signal == null) {
            signalled = System.nanoTime();
            signal = name;
        } else if (awaited && System.nanoTime() - signalled < ONE_WISH_NANOS) {
            // The same request: timeout(1), for example, signals the process and its group.
            return;
        } else if (!leaving) {
            leaving = true;
            leave("stopped at once (" + name + "), without a checkpoint; the same command resumes from the newest"
                    + " checkpoint, or starts again");
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

    /** Prevents a thread that fails because the process is ending from reporting it. */
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

    /** Sets whether {@link #reason} is checked between steps. */
    void awaited(boolean now) {
        awaited = now;
    }

    /** The reason to stop, or empty. */
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
