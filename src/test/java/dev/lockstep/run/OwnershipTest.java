package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose a run's folder is when two runs want it. */
class OwnershipTest {

    private static final int ROUNDS = 200;

    @TempDir
    private Path folder;

    /** What two processes do that begin a run in one folder at the same moment. */
    @Test
    @Timeout(120)
    void ofTwoRunsOnOneFolderOneBegins() throws Exception {
        ExecutorService runs = Executors.newFixedThreadPool(2);
        for (int round = 0; round < ROUNDS; round++) {
            RunFiles files = new RunFiles(folder.resolve("round-" + round).toString(), new Configuration(false));
            CyclicBarrier start = new CyclicBarrier(2);
            CountDownLatch ended = new CountDownLatch(1);
            List<Future<String>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(runs.submit(() -> begin(files, start, ended)));
            }
            List<String> ids = new ArrayList<>();
            for (Future<String> one : both) {
                try {
                    ids.add(one.get());
                } catch (ExecutionException e) {
                    assertTrue(e.getCause().getMessage().startsWith("another run is using output"), e.toString());
                }
            }
            assertEquals(List.of(RunMarker.in(files).orElseThrow().id()), ids);
            assertEquals(List.of(RunMarker.FILE), files.list());
        }
        runs.shutdown();
    }

    /** The id of the run that began; it holds the folder until the other one has ended. */
    private static String begin(RunFiles files, CyclicBarrier start, CountDownLatch ended) throws Exception {
        Ownership ownership = new Ownership(files);
        start.await();
        ownership.requireOurs();
        try (Lease lease = Lease.take(files, new Lease.Intervals(5, 2_000, 2))) {
            ownership.claim();
            ended.await();
            lease.renew();
            return ownership.marker().id();
        } finally {
            ended.countDown();
        }
    }
}
