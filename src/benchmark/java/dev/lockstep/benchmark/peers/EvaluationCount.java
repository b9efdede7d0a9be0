package dev.lockstep.benchmark.peers;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import scala.jdk.javaapi.CollectionConverters;

/** Counts how often MLlib evaluates loss and gradient over all rows: one Spark job each, known by its name. */
final class EvaluationCount extends SparkListener {

    private static final String EVALUATION = "treeAggregate at LBFGS";
    /** The description of a job that is run after all others. */
    static final String LAST = "after the last evaluation";

    private final Set<Integer> running = new HashSet<>();
    private final CountDownLatch seenAll = new CountDownLatch(1);
    private long firstEnd;
    private long lastEnd;
    private int count;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        boolean evaluates = CollectionConverters.asJava(job.stageInfos()).stream()
                .anyMatch(stage -> stage.name().startsWith(EVALUATION));
        if (evaluates) {
            running.add(job.jobId());
        }
        if (LAST.equals(job.properties().getProperty("spark.job.description"))) {
            seenAll.countDown();
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd job) {
        if (running.remove(job.jobId())) {
            firstEnd = count == 0 ? job.time() : firstEnd;
            lastEnd = job.time();
            count++;
        }
    }

    /** Waits until Spark has told of all jobs before the one called {@link #LAST}. */
    void await() {
        try {
            if (!seenAll.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Spark did not tell of its jobs within a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while MLlib was measured", e);
        }
    }

    synchronized int count() {
        return count;
    }

    /** From the end of the first evaluation, which also packs the rows, to the end of the last. */
    synchronized double secondsAfterFirst() {
        return (lastEnd - firstEnd) / 1000.0;
    }
}
