package dev.lockstep.job;

import dev.lockstep.spark.RowSource;
import dev.lockstep.spark.SourcePlan;
import dev.lockstep.spark.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Which rows a command is to read. */
final class DataOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "The rows: a file, a folder, a pattern, or with --format table a table's name.")
    private String path;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Any of Spark's readers: csv, json, parquet, orc, libsvm, table, ..."
                    + " Without it the file's extension says it.")
    private String format;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of the reader, such as sep=';' or nullValue=NA;"
                    + " the value may have ${env:NAME} or ${file:PATH} in it.")
    private Map<String, String> options = new LinkedHashMap<>();

    private final Secrets secrets = new Secrets();

    Secrets secrets() {
        return secrets;
    }

    /** @param run whose model the rows are for: rows of some formats do not say how wide they are */
    Table read(SparkSession session, SavedRun run) {
        SourcePlan source =
                new SourcePlan(path, Optional.ofNullable(format), OptionValues.GIVEN.of("--option", options));
        secrets.add(source);
        return RowSource.read(session, "--data", source, run.encoder());
    }
}
