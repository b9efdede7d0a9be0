package dev.lockstep.job;

import dev.lockstep.spark.StepCost;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** {@code lockstep benchmark}: what a step costs on this cluster, as a Markdown table. */
@Command(name = "benchmark", description = "Measures what a step costs beside an empty Spark job.")
final class BenchmarkCommand implements Callable<Integer> {

    private static final List<Integer> BATCH_SIZES = List.of(32, 128, 512);

    @Override
    public Integer call() throws IOException {
        try (SparkSession session =
                SparkSession.builder().appName("lockstep benchmark").getOrCreate()) {
            JavaSparkContext context = new JavaSparkContext(session.sparkContext());
            System.out.println(
                    "| network | batch | step, ms | of it compute, ms | empty job, ms | (step − compute) / empty |");
            System.out.println("|---|---|---|---|---|---|");
            for (int batchSize : BATCH_SIZES) {
                print("64-128-64-10", new StepCost(context).measure(64, List.of(128, 64), 10, batchSize));
                print("784-256-128-10", new StepCost(context).measure(784, List.of(256, 128), 10, batchSize));
            }
            return ExitCode.DONE.number();
        }
    }

    private static void print(String network, StepCost.Cost cost) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.2f |%n",
                network,
                cost.batchSize(),
                cost.step(),
                cost.compute(),
                cost.empty(),
                cost.ratio());
    }
}
