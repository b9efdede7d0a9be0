package dev.lockstep.job;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.RowSource;
import dev.lockstep.spark.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep predict RUN --data PATH --output PATH}: writes rows with a run's predictions behind their columns. */
@Command(
        name = "predict",
        description = "Writes rows with a run's predictions: all their columns, and behind them the predicted class and"
                + " its probability, or the predicted numbers.")
final class PredictCommand implements Runnable, HoldsSecrets {

    private static final String ROWS = "rows";
    private static final List<String> FORMATS = List.of("csv", "json", "orc", "parquet");

    @Parameters(paramLabel = "RUN", description = "The output folder of a finished run.")
    private String folder;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "PATH",
            description = "The folder that is written, on any Hadoop file system.")
    private String output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "Any of Spark's writers: csv, json, parquet, orc, ..."
                    + " Without it the extension of the output says it, else it is parquet.")
    private String outputFormat;

    @Option(
            names = "--output-option",
            paramLabel = "KEY=VALUE",
            description = "An option of the writer, such as compression=gzip;"
                    + " the value may have ${env:NAME} or ${file:PATH} in it.")
    private Map<String, String> outputOptions = new LinkedHashMap<>();

    @Option(
            names = "--column",
            paramLabel = "NAME",
            defaultValue = "prediction",
            description = "What the new column is called; with several labels, what its name begins with.")
    private String column;

    @Option(names = "--probabilities", description = "Writes the probability of every class, one column each.")
    private boolean probabilities;

    @Option(names = "--overwrite", description = "Replaces what is in the output.")
    private boolean overwrite;

    @Override
    public void run() {
        try (CommandSession opened = CommandSession.open("lockstep predict")) {
            SparkSession session = opened.spark();
            SavedRun run = SavedRun.in(folder, session.sparkContext().hadoopConfiguration());
            OutputOption.requireFree(output, overwrite, session.sparkContext().hadoopConfiguration());
            Table rows = data.read(session, run);
            Dataset<Row> predicted = new PredictedTable(run, column, probabilities).of(rows);
            Observation written = new Observation();
            try {
                write(predicted.observe(
                        written, functions.count(functions.lit(1)).as(ROWS)));
            } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
                forget(session);
                // Spark says which value could not be used, but not where it is.
                RowSource.firstBadRow(rows, run.encoder()).ifPresent(problem -> {
                    throw new DataException(problem, e);
                });
                throw e;
            }
            System.out.printf(
                    "%s: %,d rows predicted, in %s%n",
                    run.plan().name(), (Long) written.getAsJava().get(ROWS), output);
        } catch (IOException e) {
            throw OutputOption.unwritable(output, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public Secrets secrets() {
        return data.secrets();
    }

    /** Removes what a failed writer left, but for what was there before. */
    private void forget(SparkSession session) throws IOException {
        if (!overwrite) {
            Path path = new Path(output);
            path.getFileSystem(session.sparkContext().hadoopConfiguration()).delete(path, true);
        }
    }

    private void write(Dataset<Row> predicted) {
        Map<String, String> options = OptionValues.GIVEN.of("--output-option", outputOptions);
        data.secrets().add(options);
        String format = outputFormat != null
                ? outputFormat
                : FORMATS.stream()
                        .filter(known -> output.endsWith("." + known))
                        .findFirst()
                        .orElse("parquet");
        predicted
                .write()
                .format(format)
                .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
                .option("header", "true")
                .options(options)
                .save(output);
    }
}
