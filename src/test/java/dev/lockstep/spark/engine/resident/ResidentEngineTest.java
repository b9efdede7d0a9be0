package dev.lockstep.spark.engine.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.internals.Slots;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class ResidentEngineTest {

    private static final String GAVE_UP = "the engine resident failed in epoch ";

    @TempDir
    Path folder;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void writeRows() {
        Table.clusters(150, 5, 4).csv(folder.resolve("a.csv"));
    }

    private String plan(String training) {
        return String.join(
                "\n",
                "seed: 3",
                "data: {train: " + folder.resolve("a.csv") + ", label: y, validation: {fraction: 0.2}}",
                "network: {hidden: [{units: 12, dropout: 0.4}]}",
                "loss: cross_entropy",
                "training: " + training);
    }

    private String train(String training, int slots, TrainingListener... listeners) {
        RunPlan plan = Plans.of(plan(training));
        return LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                return train(plan, data, listeners);
            }
        });
    }

    private String train(RunPlan plan, TrainingData data, TrainingListener... listeners) {
        List<TrainingListener> all = new ArrayList<>(List.of(listeners));
        all.add(new TrainingListener() {
            @Override
            public void noticed(String what) {
                notices.add(what);
            }
        });
        ClusterTraining training = new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
        return Fingerprint.sha256(training.train(all).parameters());
    }

    /** Starting tasks costs as much as many small steps, so those of short epochs wait for the next one. */
    @Test
    void shortEpochsShareTheirTasks() {
        String expected = trainWithoutValidation("{engine: job, epochs: 12, batchSize: 16}");
        Queue<Integer> jobs = new ConcurrentLinkedQueue<>();
        SparkListener witness = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.add(start.jobId());
            }
        };
        TrainingListener countsTraining = after(1, () -> {
            LocalSpark.context().sc().addSparkListener(witness);
        });
        try {
            assertEquals(
                    expected, trainWithoutValidation("{engine: resident, epochs: 12, batchSize: 16}", countsTraining));
        } finally {
            LocalSpark.context().sc().removeSparkListener(witness);
        }
        assertTrue(jobs.size() < 11, jobs.size() + " jobs for 11 more epochs");
        assertEquals(List.of(), notices);
    }

    /** The metrics say what took the steps, not what was meant to. */
    @Test
    void theEnginesThatTookTheStepsAreNamed() {
        RunPlan plan = Plans.of(plan("{engine: resident, epochs: 2, batchSize: 16}"));
        List<String> engines = LocalSpark.onSlots(2, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                ClusterTraining training =
                        new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
                List<String> names = new ArrayList<>(List.of(training.engine()));
                training.train(List.of());
                names.add(training.engine());
                training.train(List.of(after(3, ResidentEngineTest::cancelAll)));
                names.add(training.engine());
                return names;
            }
        });
        assertEquals(List.of("resident", "resident", "resident and job"), engines);
    }

    @Test
    void whoeverNeedsTheSlotsBetweenEpochsGetsThem() {
        String expected = trainWithoutValidation("{engine: job, epochs: 3, batchSize: 16}");
        TrainingListener counts = new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                assertEquals(
                        100,
                        LocalSpark.context()
                                .parallelize(Collections.nCopies(100, 1), 4)
                                .count());
            }
        };
        assertEquals(expected, trainWithoutValidation("{engine: resident, epochs: 3, batchSize: 16}", counts));
        assertEquals(List.of(), notices);
    }

    private String trainWithoutValidation(String training, TrainingListener... listeners) {
        RunPlan plan = Plans.of(plan(training).replace(", validation: {fraction: 0.2}", ""));
        return LocalSpark.onSlots(2, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                return train(plan, data, listeners);
            }
        });
    }

    /** A task that Spark kills is started again, and goes on with the current step. */
    @Test
    void aTaskThatIsKilledComesAgain() {
        String expected = train("{engine: job, epochs: 2, batchSize: 16}", 2);
        SparkContext context = LocalSpark.context().sc();
        Queue<Long> running = new ConcurrentLinkedQueue<>();
        SparkListener witness = new SparkListener() {
            @Override
            public void onTaskStart(SparkListenerTaskStart start) {
                running.add(start.taskInfo().taskId());
            }

            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                running.remove(end.taskInfo().taskId());
            }
        };
        context.addSparkListener(witness);
        try {
            TrainingListener killer = after(3, () -> {
                while (running.size() != 2) {
                    Thread.onSpinWait();
                }
                long victim = running.element();
                assertTrue(context.killTaskAttempt(victim, true, "to see it come again"));
                while (running.contains(victim)) {
                    Thread.onSpinWait();
                }
            });
            assertEquals(expected, train("{engine: resident, epochs: 2, batchSize: 16}", 2, killer));
        } finally {
            context.removeSparkListener(witness);
        }
        assertEquals(List.of(), notices);
    }

    private static void cancelAll() {
        SparkContext context = LocalSpark.context().sc();
        context.cancelAllJobs();
        while (Slots.running(context) > 0) {
            Thread.onSpinWait();
        }
    }

    private static TrainingListener after(long step, Runnable accident) {
        return new TrainingListener() {
            @Override
            public void stepEnded(long taken, double loss) {
                if (taken == step) {
                    accident.run();
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"8, 16, 2", "7, 33, 2", "8, 16, 1", "3, 1, 2", "1, 50, 2", "100, 16, 2", "8, 1000, 2"})
    void theBitsAreThoseOfJobs(int shards, String batchSize, int slots) {
        String common = "epochs: 2, shards: " + shards + ", batchSize: " + batchSize;
        assertEquals(train("{engine: job, " + common + "}", slots), train("{engine: resident, " + common + "}", slots));
        assertEquals(List.of(), notices);
    }

    /** Stops working where it stands, without a word. */
    @Test
    void aStageThatIsCancelledGoesOnAsJobsAndTheNextEpochTriesAgain() {
        String expected = train("{engine: job, epochs: 3, batchSize: 16}", 2);
        assertEquals(
                expected,
                train("{engine: resident, epochs: 3, batchSize: 16}", 2, after(3, ResidentEngineTest::cancelAll)));
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.get(0).startsWith(GAVE_UP + "1: its Spark job ended"), notices.get(0));
        assertTrue(
                notices.get(0)
                        .endsWith(
                                "; from step 4 the run continues as jobs, and tries resident again in the next epoch"),
                notices.get(0));
    }

    @Test
    void afterThreeFailuresItTriesNoMore() {
        String expected = train("{engine: job, epochs: 5, batchSize: 16}", 2);
        TrainingListener always = new TrainingListener() {
            @Override
            public void stepEnded(long step, double loss) {
                cancelAll();
            }
        };
        assertEquals(expected, train("{engine: resident, epochs: 5, batchSize: 16}", 2, always));
        assertEquals(3, notices.size(), notices::toString);
        assertTrue(notices.get(2).endsWith(" the run continues as jobs"), notices.get(2));
    }

    @Test
    void whereTheSlotsAreTooFewEpochsRunAsJobs() {
        String expected = train("{engine: job, epochs: 2, batchSize: 16}", 5);
        assertEquals(expected, train("{engine: resident, epochs: 2, batchSize: 16}", 5));
        assertEquals(
                List.of("the engine resident needs 5 free slots, which are not available; epoch 1 runs as jobs"),
                notices);
    }

    /** Another job holds a slot all the time, so that two tasks cannot stay. */
    @Test
    void aSlotThatIsTakenIsNotWaitedFor() throws Exception {
        String expected = train("{engine: job, epochs: 2, batchSize: 16}", 2);
        RunPlan plan = Plans.of(plan("{engine: resident, epochs: 2, batchSize: 16}"));
        try (TrainingData data =
                LocalSpark.onSlots(2, () -> TrainingData.load(LocalSpark.session(), plan.data(), plan.training()))) {
            Future<?> other = LocalSpark.context().parallelize(List.of(1), 1).foreachAsync(any -> {
                while (!TaskContext.get().isInterrupted()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            });
            while (Slots.running(LocalSpark.context().sc()) == 0) {
                Thread.onSpinWait();
            }
            assertEquals(expected, train(plan, data));
            other.cancel(true);
            assertEquals(1, notices.size(), notices::toString);
        }
    }

    @Test
    void fourFitsAtOnceWithSlotsForOneAllEndRight() throws InterruptedException, ExecutionException {
        String expected = train("{engine: job, epochs: 3, batchSize: 16}", 2);
        RunPlan plan = Plans.of(plan("{engine: resident, epochs: 3, batchSize: 16}"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TrainingData data =
                LocalSpark.onSlots(2, () -> TrainingData.load(LocalSpark.session(), plan.data(), plan.training()))) {
            List<Callable<String>> fits = Collections.nCopies(4, () -> train(plan, data));
            for (Future<String> fit : threads.invokeAll(fits, 2, TimeUnit.MINUTES)) {
                assertEquals(expected, fit.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whenATrainingIsStoppedNothingIsHeld() {
        IllegalStateException stop = new IllegalStateException("stopped");
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> train("{engine: resident, epochs: 3, batchSize: 16}", 2, after(3, () -> {
                    throw stop;
                })));
        assertSame(stop, thrown);
        assertEquals(
                train("{engine: job, epochs: 1, batchSize: 16}", 2),
                train("{engine: resident, epochs: 1, batchSize: 16}", 2));
        assertEquals(List.of(), notices);
    }
}
