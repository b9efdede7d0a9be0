package dev.lockstep.spark.engine;

import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/** A plugin for Spark: the first task of every job fails twice, when its work is done. */
public final class FaultyTasks implements SparkPlugin {

    private static final int FAILURES = 2;

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> configuration) {}

            @Override
            public void onTaskStart() {
                TaskContext task = TaskContext.get();
                if (task.partitionId() == 0 && task.attemptNumber() < FAILURES) {
                    task.addTaskCompletionListener((TaskCompletionListener) done -> {
                        throw new IllegalStateException("attempt " + done.attemptNumber() + " must fail");
                    });
                }
            }
        };
    }
}
