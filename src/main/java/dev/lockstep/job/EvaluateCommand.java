package dev.lockstep.job;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.yaml.HoldsSecrets;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.MetricTable;
import dev.lockstep.run.CommandSession;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import dev.lockstep.spark.store.OutputOption;
import dev.lockstep.spark.training.ClusterEvaluation;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep evaluate RUN --data PATH}: evaluates the model of a run on other rows. */
@Command(name = "evaluate", description = "Evaluates the model of a run on labelled rows.")
final class EvaluateCommand implements Runnable, HoldsSecrets {

    private static final List<String> KEYS = List.of("run", "rows", "metrics", "weightsSha256");

    @Parameters(paramLabel = "RUN", description = "The output folder of a finished run, or a published folder.")
    private String folder;

    @Mixin
    private DataOptions data;

    @Option(names = "--output", paramLabel = "FILE", description = "Writes the metrics to this file, as JSON.")
    private String output;

    @Option(names = "--overwrite", description = "Replaces an existing file that evaluate wrote.")
    private boolean overwrite;

    @Override
    public void run() {
        try (CommandSession opened = CommandSession.open("lockstep evaluate")) {
            SparkSession session = opened.spark();
            Configuration configuration = session.sparkContext().hadoopConfiguration();
            SavedRun run = SavedRun.in(folder, configuration);
            if (output == null) {
                measure(session, run, data.read(session, run));
            } else {
                measureInto(session, run, configuration);
            }
        }
    }

    @Override
    public Secrets secrets() {
        return data.secrets();
    }

    private void measureInto(SparkSession session, SavedRun run, Configuration configuration) {
        Address address = OutputOption.address("--output", output, configuration);
        Overlap overlap = new Overlap("--output", output, address, configuration);
        overlap.refuseFilesOf(folder);
        data.keepApart(overlap);
        try (OutputClaim claim = OutputClaim.take(output, address, configuration)) {
            OutputFile file = new OutputFile(claim);
            file.prepare(overwrite ? Optional.of(EvaluateCommand::isOurs) : Optional.empty());
            Table rows = data.read(session, run);
            data.keepApart(overlap, rows);
            String text = Json.pretty(measure(session, run, rows));
            file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", output, e);
        }
    }

    /** Whether a file was written by this command. */
    private static boolean isOurs(InputStream file) throws IOException {
        return Json.texts(file).keySet().containsAll(KEYS);
    }

    /** Evaluates the model on the rows and prints the metrics. */
    private static Map<String, Object> measure(SparkSession session, SavedRun run, Table table) {
        try (TrainingData rows = TrainingData.like(
                session, table, run.plan().data().rows(), run.plan().training(), run.prepared())) {
            ClusterEvaluation evaluation = new ClusterEvaluation(
                    new JavaSparkContext(session.sparkContext()), run.plan().training(), rows);
            float[] parameters = run.model().network().parameters();
            Measurement measured = evaluation.of(rows.train(), parameters);
            System.out.printf("%s, %,d rows%n", run.plan().name(), rows.train().rows());
            if (rows.droppedRows() > 0) {
                System.out.printf("%,d more rows are dropped: a feature is missing%n", rows.droppedRows());
            }
            rows.notes().forEach(note -> System.out.println("note: " + KeyMarks.plain(note)));
            System.out.print(new MetricTable(Map.of("", measured.metrics())).text());
            Map<String, Object> metrics = new LinkedHashMap<>(measured.metrics());
            metrics.putAll(measured.details());
            RowCounts counts = rows.counts().get("train");
            return new Keys()
                    .with("run", run.plan().name())
                    .with("rows", counts.rows())
                    .with("dropped", counts.dropped())
                    .with("unseen", counts.unseen())
                    .with("classesWithoutRows", counts.classesWithoutRows())
                    .with("metrics", metrics)
                    .with("weightsSha256", Fingerprint.sha256(parameters))
                    .map();
        }
    }
}
