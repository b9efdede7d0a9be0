package dev.lockstep.spark;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.Scaling;
import dev.lockstep.math.Backend;
import dev.lockstep.math.RandomStream;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.ShardGradient;
import dev.lockstep.training.StepTimer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures what a step of the job engine costs beside an empty Spark job with the same broadcast and results, in
 * alternating rounds of one run.
 */
public final class StepCost {

    private static final int ROWS = 20_000;
    private static final int SHARDS = 8;
    private static final int ROUNDS = 9;
    private static final int STEPS = 30;

    private final JavaSparkContext context;
    private final int partitions;

    public StepCost(JavaSparkContext context) {
        this.context = context;
        this.partitions = Math.min(SHARDS, context.defaultParallelism());
    }

    /**
     * The medians of all rounds, in milliseconds.
     *
     * @param step a step of the engine
     * @param compute the slowest task's arithmetic in it
     * @param empty an empty job
     */
    public record Cost(int parameters, int batchSize, double step, double compute, double empty) {

        /** How many empty jobs a step costs besides its arithmetic. */
        public double ratio() {
            return (step - compute) / empty;
        }
    }

    /** Measures a relu network with softmax cross-entropy at a batch size. */
    public Cost measure(int inputs, List<Integer> hidden, int classes, int batchSize) {
        Catalog<Activation> activations = Activations.CATALOG;
        Network network = Network.of(
                inputs,
                hidden.stream()
                        .map(units -> new Network.Hidden(
                                units, activations.choose("relu").value(), 0, Double.POSITIVE_INFINITY))
                        .toList(),
                classes,
                activations.choose("identity").value());
        float[] parameters = network.initialParameters(
                layer -> Initializers.CATALOG.choose("he_uniform").value(), 0);
        try (ShardedRows rows = rows(inputs, classes)) {
            StepTimer timer = new StepTimer();
            ShardGradient gradient = new ShardGradient(
                    network, Losses.CATALOG.choose("cross_entropy").value(), null, 0, SHARDS);
            JobEngine engine = new JobEngine(
                    context, rows, gradient, new TaskGuard(Backend.JAVA, rows), new JobEngine.Pace(batchSize, timer));
            return alternate(engine, timer, parameters, batchSize);
        }
    }

    private Cost alternate(JobEngine engine, StepTimer timer, float[] parameters, int batchSize) {
        Epochs epochs = new Epochs(ROWS, batchSize);
        JavaRDD<Integer> empty = context.parallelize(
                        IntStream.range(0, partitions).boxed().toList(), partitions)
                .cache();
        double[] steps = new double[ROUNDS];
        double[] compute = new double[ROUNDS];
        double[] emptyJobs = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            int place = Math.max(round, 0);
            timer.drain();
            long start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                engine.at(parameters, epochs.step(i));
                timer.stepEnded();
            }
            steps[place] = (System.nanoTime() - start) / 1e6 / STEPS;
            compute[place] = timer.drain().get(StepTimer.Phase.COMPUTE);
            start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                emptyJob(empty, parameters);
            }
            emptyJobs[place] = (System.nanoTime() - start) / 1e6 / STEPS;
        }
        return new Cost(parameters.length, batchSize, median(steps), median(compute), median(emptyJobs));
    }

    private void emptyJob(JavaRDD<Integer> empty, float[] parameters) {
        Broadcast<float[]> broadcast = context.broadcast(parameters);
        empty.mapPartitions(part -> List.of(new float[broadcast.value().length]).iterator())
                .collect();
        broadcast.destroy();
    }

    private ShardedRows rows(int inputs, int classes) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            indexes.add(i);
        }
        JavaRDD<byte[]> generated = context.parallelize(indexes, partitions).map(index -> {
            RandomStream random = RandomStream.of(index, RandomStream.Purpose.CANARY);
            double[] values = new double[inputs + 2];
            for (int i = 0; i < inputs; i++) {
                values[i] = random.uniform(i);
            }
            values[inputs] = random.below(inputs, classes);
            values[inputs + 1] = 1;
            return CanonicalRow.of(values, inputs, 0);
        });
        CanonicalOrder order = CanonicalOrder.survey(generated, SHARDS, partitions);
        return ShardedRows.pack(
                "generated rows",
                order.sort(generated),
                order.layout(),
                new ShardedRows.Packing(Scaling.none(inputs), Scaling.none(1), false));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
