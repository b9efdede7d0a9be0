package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's UI shows of a run. */
class JobNamesTest {

    @TempDir
    Path folder;

    @Test
    void everyJobOfARunSaysWhatItIsFor() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart job) {
                seen.add(job.properties().getProperty("spark.jobGroup.id") + " / "
                        + job.properties().getProperty("spark.job.description"));
            }
        };
        LocalSpark.context().sc().addSparkListener(listener);
        try {
            train("named", "job");
            train("resident", "resident");
            LocalSpark.context().sc().listenerBus().waitUntilEmpty();
        } finally {
            LocalSpark.context().sc().removeSparkListener(listener);
        }
        Set<String> names = new LinkedHashSet<>(seen);
        for (String run : List.of("named", "resident")) {
            for (String what :
                    List.of("reading rows", "epoch 1 of 2", "epoch 2 of 2", "model and metrics", "diagnostics")) {
                String name = "lockstep: " + run + " / " + run + ": " + what;
                // Resident tasks may stay for the next epoch.
                boolean mayBeMissing = run.equals("resident") && what.equals("epoch 2 of 2");
                assertTrue(names.remove(name) || mayBeMissing, name + " is not among " + seen);
            }
        }
        assertEquals(Set.of(), names);
        assertNull(LocalSpark.context().getLocalProperty("spark.job.description"));
    }

    private void train(String name, String engine) throws IOException {
        Path rows = Table.clusters(90, 3, 2).csv(folder.resolve(name + ".csv"));
        Path plan = Files.writeString(
                folder.resolve(name + ".yaml"), String.format("""
                data: {train: %s, label: y}
                loss: cross_entropy
                training: {epochs: 2, batchSize: 32, shards: 2, engine: %s}
                output: %s
                """, rows, engine, folder.resolve(name)));
        InProcess.done("train", plan.toString());
    }
}
