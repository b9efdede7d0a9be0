package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Workload;
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

/** The gradient of 784-256-128-10, and the matrix products in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {

    private static final int ROWS = 20_000;

    @Param({"16", "128", "512"})
    private int rows;

    @Param({"relu", "sigmoid", "tanh"})
    private String activation;

    private KernelSpeed kernels;

    @Setup
    public void prepare() {
        Workload workload = Workload.WIDE.withRows(ROWS);
        kernels = new KernelSpeed(workload, activation, rows, KernelSpeed.shard(workload), 0);
    }

    @Benchmark
    public void gradient() {
        kernels.gradientOnce();
    }

    @Benchmark
    public void products() {
        kernels.productsOnce();
    }
}
