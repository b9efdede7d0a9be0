package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a source through Spark's readers. CSV has a header and cells that Lockstep parses itself, so that a bad cell is
 * reported as what it is; every option can be set otherwise.
 */
final class SourceReader {

    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("csv", "csv"),
            Map.entry("tsv", "csv"),
            Map.entry("json", "json"),
            Map.entry("jsonl", "json"),
            Map.entry("parquet", "parquet"),
            Map.entry("orc", "orc"),
            Map.entry("libsvm", "libsvm"),
            Map.entry("svm", "libsvm"));

    private SourceReader() {}

    /**
     * @param name what the plan calls the source, such as {@code data.train}
     * @throws DataException if there is nothing to read
     */
    static Dataset<Row> read(SparkSession session, String name, SourcePlan source) {
        return read(session, name, source, Map.of());
    }

    /**
     * As {@link #read(SparkSession, String, SourcePlan)}.
     *
     * @param sparseOptions what a libsvm file, which does not know its width, is read with unless the plan says otherwise
     */
    static Dataset<Row> read(SparkSession session, String name, SourcePlan source, Map<String, String> sparseOptions) {
        String extension = extension(source.path());
        String format = source.format().orElseGet(() -> FORMATS.getOrDefault(extension, ""));
        if (format.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ".format must be given for " + source.path()
                            + ", whose extension says nothing: csv, json, parquet, orc, libsvm, table or any other reader of Spark");
        }
        try {
            if (format.equals("table")) {
                return session.read().options(source.options()).table(source.path());
            }
            requirePath(session, name, source.path());
            DataFrameReader reader = session.read().format(format);
            if (format.equals("csv")) {
                reader = reader.option("header", "true")
                        .option("mode", "FAILFAST")
                        .option("columnPruning", "false")
                        .option("sep", extension.equals("tsv") ? "\t" : ",");
            }
            if (format.equals("libsvm")) {
                reader = reader.options(sparseOptions);
            }
            return reader.options(source.options()).load(source.path());
        } catch (Exception e) {
            throw refusal(name, source, e);
        }
    }

    private static RuntimeException refusal(String name, SourcePlan source, Exception e) {
        if (e instanceof AnalysisException || e instanceof ClassNotFoundException) {
            return new DataException(name + " (" + source.path() + ") cannot be read: " + firstLine(e), e);
        }
        return e instanceof RuntimeException runtime ? runtime : new DataException(firstLine(e), e);
    }

    static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    private static void requirePath(SparkSession session, String name, String path) {
        Path wanted = new Path(path);
        try {
            FileStatus[] found = wanted.getFileSystem(session.sparkContext().hadoopConfiguration())
                    .globStatus(wanted);
            if (found == null || found.length == 0) {
                throw new DataException(name + ".path: no such file or folder: " + path);
            }
        } catch (IOException e) {
            throw new DataException(name + ".path cannot be read: " + path + ": " + firstLine(e), e);
        }
    }

    private static String extension(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = file.replaceAll("\\.(gz|bz2|zst|lz4|snappy|deflate)$", "");
        return plain.contains(".") ? plain.substring(plain.lastIndexOf('.') + 1) : "";
    }
}
