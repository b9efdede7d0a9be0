package dev.lockstep.benchmark;

import dev.lockstep.network.Activations;
import dev.lockstep.network.Elementwise;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Activations and their slopes, over 128 rows of 256 units. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ActivationBenchmark {

    private static final int COUNT = 128 * 256;

    @Param({"relu", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus", "swish", "gelu", "mish"})
    private String activation;

    private Elementwise function;
    private final float[] sums = new float[COUNT];
    private final float[] outputs = new float[COUNT];
    private final float[] gradient = new float[COUNT];

    @Setup
    public void prepare() {
        function = (Elementwise) Activations.CATALOG.choose(activation).value();
        for (int i = 0; i < COUNT; i++) {
            sums[i] = (i * 31 % COUNT - COUNT / 2) * (8f / COUNT);
        }
        function.apply(sums, outputs, COUNT);
    }

    @Benchmark
    public float[] outputs() {
        function.apply(sums, outputs, COUNT);
        return outputs;
    }

    @Benchmark
    public float[] slopes() {
        // Slopes of slopes would soon be subnormal, which is slow.
        Arrays.fill(gradient, 1f);
        function.multiplySlope(sums, outputs, gradient, COUNT);
        return gradient;
    }
}
