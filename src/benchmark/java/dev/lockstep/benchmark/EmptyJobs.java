package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Rounds;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** What Spark takes for a job that computes nothing, with a step's broadcast and results. */
final class EmptyJobs implements Rounds.Measurement {

    private final JavaSparkContext context;
    private final JavaRDD<Integer> partitions;
    private final float[] parameters;
    private final double seconds;

    EmptyJobs(JavaSparkContext context, int partitions, int parameters, double seconds) {
        this.context = context;
        this.partitions = context.parallelize(
                        IntStream.range(0, partitions).boxed().toList(), partitions)
                .cache();
        this.parameters = new float[parameters];
        this.seconds = seconds;
    }

    @Override
    public Map<String, Double> take() {
        long start = System.nanoTime();
        int jobs = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            run();
            jobs++;
            elapsed = (System.nanoTime() - start) / 1e9;
        }
        return Map.of("job", elapsed * 1000 / jobs);
    }

    private void run() {
        Broadcast<float[]> broadcast = context.broadcast(parameters);
        partitions
                .mapPartitions(
                        part -> List.of(new float[broadcast.value().length]).iterator())
                .collect();
        broadcast.destroy();
    }
}
