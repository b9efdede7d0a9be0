package dev.lockstep.job;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.data.DataException;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.yaml.HoldsSecrets;
import dev.lockstep.plan.yaml.OptionValues;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.run.CommandSession;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.ReadCount;
import dev.lockstep.spark.ingest.RowSource;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.internals.FileFormats;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputOption;
import dev.lockstep.spark.store.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
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

/** {@code lockstep predict RUN --data PATH --output PATH}: writes rows with the predictions of a run. */
@Command(
        name = "predict",
        description = "Writes rows with the predictions of a run: all their columns, followed by the predicted class"
                + " and its probability, or the predicted numbers.")
final class PredictCommand implements Runnable, HoldsSecrets {

    private static final String ROWS = "rows";
    private static final String TSV = "tsv";
    /** CSV as in RFC 4180, as it is read: quotes doubled, spaces kept. */
    private static final Map<String, String> TEXT = Map.of(
            "header", "true",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "false",
            "ignoreTrailingWhiteSpace", "false");

    private static final List<String> FORMATS = List.of("csv", "json", "orc", "parquet", TSV);

    @Parameters(paramLabel = "RUN", description = "The output folder of a finished run, or a published folder.")
    private String folder;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "PATH",
            description = "The folder to write, on any Hadoop file system.")
    private String output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "Any Spark writer: csv, tsv, json, parquet, orc, ... Default: the extension of the output,"
                    + " else parquet.")
    private String outputFormat;

    @Option(
            names = "--output-option",
            paramLabel = "KEY=VALUE",
            description = "An option of the writer, such as compression=gzip;"
                    + " the value may contain $${env:NAME} or $${file:PATH}.")
    private Map<String, String> outputOptions = new LinkedHashMap<>();

    @Option(
            names = "--column",
            paramLabel = "NAME",
            defaultValue = "prediction",
            description = "Name of the new column; with several labels, the prefix of the names.")
    private String column;

    @Option(names = "--probabilities", description = "Writes the probability of every class, in one column each.")
    private boolean probabilities;

    @Option(
            names = "--uncertainty",
            description = "Writes the standard deviation over the networks of an ensemble, of the predicted number or"
                    + " of the probability of the predicted class, in the column uncertainty.")
    private boolean uncertainty;

    @Option(names = "--overwrite", description = "Replaces an existing output that predict wrote.")
    private boolean overwrite;

    @Override
    public void run() {
        try (CommandSession opened = CommandSession.open("lockstep predict")) {
            SparkSession session = opened.spark();
            Configuration configuration = session.sparkContext().hadoopConfiguration();
            SavedRun run = SavedRun.in(folder, configuration);
            if (uncertainty && run.model().network().members() == 1) {
                throw new PlanException("--uncertainty needs a run with training.ensemble above 1 but " + folder
                        + " has a single network");
            }
            if (isOfFiles()) {
                predictInto(session, run, configuration);
            } else {
                say(run, predictElsewhere(session, run));
            }
        }
    }

    private boolean isOfFiles() {
        try {
            return FileFormats.include(format());
        } catch (IllegalArgumentException e) {
            throw new PlanException("--output-format " + e.getMessage(), e);
        }
    }

    /** For writers such as databases, which check the output themselves. */
    private Count predictElsewhere(SparkSession session, SavedRun run) {
        Table rows = data.read(session, run);
        try {
            return predict(run, rows, output);
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            if (e instanceof AnalysisException || e instanceof IllegalArgumentException) {
                throw new PlanException(
                        "--output-format " + format() + " cannot write these rows with these options: "
                                + Reason.of(e).replaceFirst("^requirement failed: ", ""),
                        e);
            }
            throw e;
        }
    }

    private void predictInto(SparkSession session, SavedRun run, Configuration configuration) {
        Address address = OutputOption.address("--output", output, configuration);
        Overlap overlap = new Overlap("--output", output, address, configuration);
        overlap.refuse("RUN", folder);
        data.keepApart(overlap);
        try (OutputClaim claim = OutputClaim.take(output, address, configuration)) {
            PredictedFolder place = new PredictedFolder(claim, configuration);
            place.recover();
            if (overwrite) {
                place.requireReplaceable();
            } else {
                claim.requireFree();
            }
            Table rows = data.read(session, run);
            data.keepApart(overlap, rows);
            AtomicReference<Count> count = new AtomicReference<>();
            place.write(aside -> count.set(predict(run, rows, aside)));
            say(run, count.get());
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", output, e);
        }
    }

    /** The rows read and the number of rows written. */
    private record Count(ReadCount read, long written) {}

    /** Writes the predictions. */
    private Count predict(SavedRun run, Table rows, String path) {
        ReadCount read = new ReadCount(run.encoder());
        Observation written = new Observation();
        Dataset<Row> predicted =
                new PredictedTable(run, column, probabilities, uncertainty).of(rows.with(read.counted(rows.rows())));
        OutputColumns.requireWritable(written(), predicted.schema());
        try {
            write(predicted.observe(written, functions.count(functions.lit(1)).as(ROWS)), path);
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            if (Reason.isNoRoom(e)) {
                throw OutputOption.unwritable("--output", output, e);
            }
            // Spark names the value that could not be used, but not its place.
            RowSource.firstBadRow(rows, run.encoder(), run.plan().data().rows().offset())
                    .ifPresent(problem -> {
                        throw new DataException(problem, e);
                    });
            if (Reason.isOfWriting(e)) {
                throw OutputOption.unwritable("--output", output, e);
            }
            if (e instanceof IOException problem) {
                // An error of the source; a failed write is an IOException too.
                throw new UncheckedIOException(problem);
            }
            throw e;
        }
        try {
            return new Count(read, (Long) written.getAsJava().get(ROWS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public Secrets secrets() {
        return data.secrets();
    }

    private void say(SavedRun run, Count count) {
        long rows = count.read().rows();
        String dropped = rows == count.written()
                ? ""
                : String.format(", %,d dropped: a feature is missing", rows - count.written());
        System.out.printf("%s: %,d rows predicted%s, in %s%n", run.plan().name(), count.written(), dropped, output);
        count.read().notes("--data").forEach(note -> System.out.println("note: " + KeyMarks.plain(note)));
    }

    /** TSV is CSV with another separator. */
    private String format() {
        return written().equals(TSV) ? "csv" : written();
    }

    private String written() {
        return outputFormat != null
                ? outputFormat
                : FORMATS.stream()
                        .filter(known -> output.endsWith("." + known))
                        .findFirst()
                        .orElse("parquet");
    }

    private void write(Dataset<Row> predicted, String path) {
        Map<String, String> options = OptionValues.GIVEN.of("--output-option", outputOptions);
        data.secrets().add(options);
        predicted
                .write()
                .format(format())
                .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
                .options(written().equals(TSV) ? Map.of("sep", "\t") : Map.of())
                .options(TEXT)
                .options(options)
                .save(path);
    }
}
