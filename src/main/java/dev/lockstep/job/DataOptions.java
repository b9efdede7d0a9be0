package dev.lockstep.job;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.plan.yaml.OptionValues;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.RowSource;
import dev.lockstep.spark.ingest.SourceReader;
import dev.lockstep.spark.ingest.row.Table;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The rows that a command reads. */
final class DataOptions {

    private static final String TABLE = "table";

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "The rows: a file, a folder, a pattern, or with --format table the name of a table. Not for"
                    + " formats such as jdbc.")
    private String path;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Any Spark reader: csv, json, parquet, orc, libsvm, table, ... Default: the extension of"
                    + " the file.")
    private String format;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of the reader, such as sep=';' or nullValue=NA;"
                    + " the value may contain $${env:NAME} or $${file:PATH}.")
    private Map<String, String> options = new LinkedHashMap<>();

    private final Secrets secrets = new Secrets();

    Secrets secrets() {
        return secrets;
    }

    /** @throws PlanException if the output overlaps the rows */
    void keepApart(Overlap output) {
        output.refuse("--data", source());
    }

    /** The same for the files of a table, which only Spark knows. */
    void keepApart(Overlap output, Table rows) {
        if (TABLE.equals(format)) {
            for (String file : rows.rows().inputFiles()) {
                output.refuse("--data", new Path(URI.create(file)).toString());
            }
        }
    }

    private SourcePlan source() {
        if (path == null && SourcePlan.needsPath(Optional.ofNullable(format))) {
            throw new PlanException("--data must be a path but is missing");
        }
        SourcePlan source = new SourcePlan(
                path == null ? "" : path, Optional.ofNullable(format), OptionValues.GIVEN.of("--option", options));
        secrets.add(source);
        return source;
    }

    /** @param run whose model gets the rows; some formats do not state the number of features */
    Table read(SparkSession session, SavedRun run) {
        Table table = RowSource.read(
                session,
                "--data",
                SourceReader.like(source(), run.plan().data().train()),
                run.encoder(),
                run.plan().data().rows().offset());
        table.notes().forEach(note -> System.err.println("note: " + KeyMarks.plain(note)));
        return table;
    }
}
