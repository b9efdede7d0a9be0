package dev.lockstep.job;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.report.MetricTable;
import dev.lockstep.spark.ClusterTraining;
import dev.lockstep.spark.ClusterTraining.Measurement;
import dev.lockstep.spark.RunFiles;
import dev.lockstep.spark.TrainingData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep evaluate RUN --data PATH}: how good a run's model is on other rows. */
@Command(
        name = "evaluate",
        description = "Measures a run's model on rows with labels, as its training measured the test rows.")
final class EvaluateCommand implements Runnable, HoldsSecrets {

    @Parameters(paramLabel = "RUN", description = "The output folder of a finished run.")
    private String folder;

    @Mixin
    private DataOptions data;

    @Option(names = "--output", paramLabel = "FILE", description = "Writes the metrics there, as JSON.")
    private String output;

    @Override
    public void run() {
        try (CommandSession opened = CommandSession.open("lockstep evaluate")) {
            SparkSession session = opened.spark();
            SavedRun run = SavedRun.in(folder, session.sparkContext().hadoopConfiguration());
            try (TrainingData rows = TrainingData.like(
                    session,
                    data.read(session, run),
                    run.plan().data().rows(),
                    run.plan().training(),
                    run.prepared())) {
                report(session, run, rows);
            }
        } catch (IOException e) {
            throw OutputOption.unwritable(output, e);
        }
    }

    @Override
    public Secrets secrets() {
        return data.secrets();
    }

    private void report(SparkSession session, SavedRun run, TrainingData rows) throws IOException {
        ClusterTraining training = new ClusterTraining(
                new JavaSparkContext(session.sparkContext()), run.plan().training(), rows);
        float[] parameters = run.model().network().parameters();
        Measurement measured = training.evaluate(rows.train(), parameters);
        System.out.printf("%s, %,d rows%n", run.plan().name(), rows.train().rows());
        if (rows.droppedRows() > 0) {
            System.out.printf("%,d more rows do not count: a feature is missing%n", rows.droppedRows());
        }
        System.out.print(new MetricTable(Map.of("", measured.metrics())).text());
        if (output != null) {
            Map<String, Object> fields = new LinkedHashMap<>(measured.metrics());
            fields.putAll(measured.details());
            String text = Json.pretty(new Keys()
                    .with("run", run.plan().name())
                    .with("rows", rows.train().rows())
                    .with("metrics", fields)
                    .with("weightsSha256", Fingerprint.sha256(parameters))
                    .map());
            RunFiles.write(
                    output,
                    session.sparkContext().hadoopConfiguration(),
                    out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
