package dev.lockstep.spark.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * A plugin for Spark: writes down at once what befalls the cluster, a line each, into the file {@code events} of a folder,
 * and keeps the first task of a job waiting, unless it is tried again, as long as there is a file {@code hold}.
 */
public final class WatchedTasks implements SparkPlugin {

    /** The configuration's name for the folder. */
    public static final String FOLDER = "spark.lockstep.test.folder";

    public static final String HOLD = "hold";
    public static final String HELD = "task held";

    private static final String EVENTS = "events";

    private static final long LONGEST_HOLD_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NANOS = 5_000_000;

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            @Override
            public Map<String, String> init(SparkContext context, PluginContext plugin) {
                context.addSparkListener(new Witness(folder(plugin)));
                return Map.of();
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            private Path folder;

            @Override
            public void init(PluginContext plugin, Map<String, String> configuration) {
                folder = folder(plugin);
            }

            @Override
            public void onTaskStart() {
                TaskContext task = TaskContext.get();
                if (task.partitionId() != 0 || task.attemptNumber() > 0 || !Files.exists(folder.resolve(HOLD))) {
                    return;
                }
                note(folder, HELD);
                long end = System.nanoTime() + LONGEST_HOLD_NANOS;
                while (Files.exists(folder.resolve(HOLD)) && System.nanoTime() < end && !Thread.interrupted()) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        };
    }

    private static Path folder(PluginContext plugin) {
        return Path.of(plugin.conf().get(FOLDER));
    }

    /** How often something happened until now. */
    public static long count(Path folder, String event) {
        Path file = folder.resolve(EVENTS);
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> events = Files.lines(file)) {
            return events.filter(event::equals).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void note(Path folder, String event) {
        try {
            Files.writeString(
                    folder.resolve(EVENTS), event + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Witness extends SparkListener {

        private final Path folder;

        Witness(Path folder) {
            this.folder = folder;
        }

        @Override
        public void onExecutorAdded(SparkListenerExecutorAdded added) {
            note(folder, "executor added");
        }

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            note(
                    folder,
                    "executor removed: " + removed.reason().lines().findFirst().orElse(""));
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.reason().toString().equals("Success")) {
                if (end.taskInfo().speculative()) {
                    note(folder, "speculative task succeeded");
                }
            } else {
                note(folder, "task ended: " + end.reason().getClass().getSimpleName());
            }
            if (end.taskType().equals("ShuffleMapTask")) {
                note(folder, "shuffle written");
            }
        }
    }
}
