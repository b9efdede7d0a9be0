package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a source through Spark's readers. CSV has a header, the same in all files, and cells that Lockstep parses itself,
 * so that a bad cell is reported as what it is; JSON that cannot be parsed is an error. Every option can be set otherwise.
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

    private static final String LIBSVM = "libsvm";
    private static final String WIDTH = "numFeatures";

    private SourceReader() {}

    /**
     * @param name what the plan calls the source, such as {@code data.train}
     * @throws DataException if there is nothing to read
     */
    static Table read(SparkSession session, String name, SourcePlan source) {
        return new Table(name, source.path(), rows(session, name, source));
    }

    private static Dataset<Row> rows(SparkSession session, String name, SourcePlan source) {
        String extension = extension(source.path());
        String format = format(name, source);
        try {
            if (format.equals("table")) {
                return session.read().options(source.options()).table(source.path());
            }
            boolean single = isSingleFile(session, name, source.path());
            DataFrameReader reader = session.read().format(format);
            if (format.equals("json")) {
                reader = reader.option("mode", "FAILFAST");
            }
            if (format.equals("csv")) {
                reader = reader.option("header", "true")
                        .option("mode", "FAILFAST")
                        .option("columnPruning", "false")
                        .option("enforceSchema", Boolean.toString(single))
                        .option("ignoreLeadingWhiteSpace", "true")
                        .option("ignoreTrailingWhiteSpace", "true")
                        .option("sep", extension.equals("tsv") ? "\t" : ",");
            }
            return reader.options(source.options()).load(source.path());
        } catch (Exception e) {
            throw Unreadable.loading(name, source.path(), e);
        }
    }

    /**
     * As {@link #read}, for rows that must be as wide as others: a libsvm file does not say how wide its rows are, only
     * which elements are not 0.
     *
     * @throws DataException if there is nothing to read, or a libsvm file has wider rows
     */
    static Table readLike(SparkSession session, String name, SourcePlan source, int width) {
        Table table = read(session, name, source);
        if (!format(name, source).equals(LIBSVM) || source.options().containsKey(WIDTH)) {
            return table;
        }
        long found = table.rows().schema().apply("features").metadata().getLong(WIDTH);
        if (found > width) {
            throw new DataException(name + " (" + source.path() + ") must have at most " + width
                    + " features, as data.train has, but has " + found);
        }
        Map<String, String> options = new HashMap<>(source.options());
        options.put(WIDTH, Integer.toString(width));
        return read(session, name, new SourcePlan(source.path(), Optional.of(LIBSVM), options));
    }

    private static String format(String name, SourcePlan source) {
        String format = source.format().orElseGet(() -> FORMATS.getOrDefault(extension(source.path()), ""));
        if (format.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ".format must be given for " + source.path()
                            + ", whose extension says nothing: csv, json, parquet, orc, libsvm, table or any other reader of Spark");
        }
        return format;
    }

    /** Whether a path, of which there must be at least one, is one file. */
    private static boolean isSingleFile(SparkSession session, String name, String path) throws IOException {
        Path wanted = new Path(path);
        FileStatus[] found = wanted.getFileSystem(session.sparkContext().hadoopConfiguration())
                .globStatus(wanted);
        if (found == null || found.length == 0) {
            throw new DataException(name + ".path: no such file or folder: " + path);
        }
        return found.length == 1 && found[0].isFile();
    }

    private static String extension(String path) {
        String plainPath = path.replaceFirst("/+$", "");
        String file = plainPath.substring(plainPath.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = file.replaceAll("\\.(gz|bz2|zst|lz4|snappy|deflate)$", "");
        return plain.contains(".") ? plain.substring(plain.lastIndexOf('.') + 1) : "";
    }
}
