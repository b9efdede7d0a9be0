package dev.lockstep.spark.ingest;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.spark.ingest.row.Table;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a source through Spark's readers. CSV follows RFC 4180, with the same header in all files. Lockstep parses the
 * cells itself, so that a bad cell is reported with its text. Options can change all of this.
 */
public final class SourceReader {

    private static final String TSV = "tsv";
    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("csv", "csv"),
            Map.entry(TSV, TSV),
            Map.entry("json", "json"),
            Map.entry("jsonl", "json"),
            Map.entry("parquet", "parquet"),
            Map.entry("orc", "orc"),
            Map.entry("libsvm", "libsvm"),
            Map.entry("svm", "libsvm"));

    /** Formats whose files may differ in columns; otherwise the first file would determine the columns. */
    private static final Set<String> MERGED = Set.of("parquet", "orc");

    private static final String LIBSVM = "libsvm";
    private static final String WIDTH = "numFeatures";

    private static final String CORRUPT = "columnNameOfCorruptRecord";

    private SourceReader() {}

    /**
     * @param name the name of the source in the plan, such as {@code data.train}
     * @throws DataException if there are no files
     */
    static Table read(SparkSession session, String name, SourcePlan source) {
        String format = format(name, source);
        ReaderOptions options = new ReaderOptions(source.options());
        try {
            if (format.equals("table")) {
                return new Table(
                        name,
                        source.path(),
                        session.read().options(source.options()).table(source.path()));
            }
            if (source.path().isEmpty()) {
                return new Table(
                        name,
                        "",
                        session.read().format(format).options(source.options()).load());
            }
            SourceFiles files = SourceFiles.in(session, name, source.path());
            files.requireAllRead(options);
            Optional<SourceFiles.Partitioned> partitioned = files.partitioned(options);
            if (partitioned.isPresent()) {
                Table one = ofFiles(session, format, name, partitioned.get().path(), options);
                requireApart(one, source.path(), partitioned.get().columns());
            }
            return ofFiles(session, format, name, source.path(), options);
        } catch (Exception e) {
            throw Unreadable.loading(name, source.path(), e);
        }
    }

    private static Table ofFiles(SparkSession session, String format, String name, String path, ReaderOptions options)
            throws IOException {
        requireCorruptApart(session, format, name, path, options);
        return switch (format) {
            case "csv" -> csv(session, name, path, options);
            case TSV -> csv(session, name, path, options.or(Map.of("sep", "\t")));
            case "json" -> JsonSource.open(session, name, path, options);
            default -> {
                ReaderOptions all = MERGED.contains(format) ? options.or(Map.of("mergeSchema", "true")) : options;
                yield new Table(
                        name,
                        path,
                        session.read().format(format).options(all.map()).load(path));
            }
        };
    }

    /** If a partition column has the name of a column in the files, Spark silently keeps only one. */
    private static void requireApart(Table file, String path, List<String> partitions) {
        for (String column : file.rows().columns()) {
            if (partitions.stream().anyMatch(column::equalsIgnoreCase)) {
                throw new DataException(file.name() + " (" + path + ") has the column " + column
                        + " twice, in the files and as the partition folders " + column
                        + "=...; rename one of them, or set options: {recursiveFileLookup: true}, which ignores"
                        + " partition folders");
            }
        }
    }

    /** If the column for malformed records exists in the files, Spark interprets every row differently. */
    private static void requireCorruptApart(
            SparkSession session, String format, String name, String path, ReaderOptions options) {
        Optional<String> corrupt = options.get(CORRUPT);
        if (corrupt.isEmpty() || !Set.of("csv", TSV, "json").contains(format)) {
            return;
        }
        boolean tabs = format.equals(TSV);
        ReaderOptions others = new ReaderOptions(Map.of(CORRUPT, "lockstep text"))
                .or(options.map())
                .or(tabs ? Map.of("sep", "\t") : Map.of())
                .or(tabs || format.equals("csv") ? CsvDialect.DEFAULTS : Map.of());
        for (String column : session.read()
                .format(tabs ? "csv" : format)
                .options(others.map())
                .load(path)
                .columns()) {
            if (column.equalsIgnoreCase(corrupt.get())) {
                throw new DataException(name + " (" + path + "): the option " + CORRUPT
                        + " must not be the name of a column but is " + corrupt.get());
            }
        }
    }

    private static Table csv(SparkSession session, String name, String path, ReaderOptions options) throws IOException {
        if (CsvSource.takes(options)) {
            return new CsvSource(session, name, path, options).open();
        }
        boolean single = SourceFiles.in(session, name, path).areOne();
        Map<String, String> ours = new HashMap<>(CsvDialect.DEFAULTS);
        ours.put("mode", "FAILFAST");
        ours.put("columnPruning", "false");
        ours.put("enforceSchema", Boolean.toString(single));
        return new Table(
                name,
                path,
                session.read().format("csv").options(options.or(ours).map()).load(path));
    }

    /**
     * As {@link #read}, for rows with a given number of features: a libsvm file states only its non-zero elements.
     *
     * @throws DataException if there are no files, or a libsvm file has wider rows
     */
    static Table readLike(SparkSession session, String name, SourcePlan source, int width) {
        Table table = read(session, name, source);
        if (!format(name, source).equals(LIBSVM)
                || new ReaderOptions(source.options()).get(WIDTH).isPresent()) {
            return table;
        }
        long found = table.rows().schema().apply("features").metadata().getLong(WIDTH);
        if (found > width) {
            throw new DataException(name + " (" + source.path() + ") must have at most " + width + " features, as "
                    + KeyMarks.key("data.train") + " has, but has " + found);
        }
        Map<String, String> options = new HashMap<>(source.options());
        options.put(WIDTH, Integer.toString(width));
        return read(session, name, new SourcePlan(source.path(), Optional.of(LIBSVM), options));
    }

    /** The name of a part of a source in messages: a key of the plan, or an option of the command. */
    static String key(String name, String part) {
        if (!name.startsWith("--")) {
            return name + "." + part;
        }
        return part.equals("path") ? name : "--" + part;
    }

    private static String format(String name, SourcePlan source) {
        return format(source)
                .orElseThrow(
                        () -> Violation.of(KeyMarks.key(key(name, "format")) + " must be given for " + source.path()
                                + ", whose extension gives no format: csv, tsv, json, parquet, orc, libsvm, table or"
                                + " any other Spark reader"));
    }

    /** The format of a source, from the plan or its extension. */
    static Optional<String> format(SourcePlan source) {
        return source.format()
                .map(format -> FORMATS.getOrDefault(format.toLowerCase(Locale.ROOT), format))
                .or(() -> Optional.ofNullable(FORMATS.get(extension(source.path()))));
    }

    /**
     * A source with the format of another one, if neither its plan nor its extension gives one, and with the other's
     * text options, such as {@code sep}, if both have the same format and its plan does not set them.
     */
    public static SourcePlan like(SourcePlan source, SourcePlan other) {
        Optional<String> format = format(source);
        if (format.isEmpty()) {
            Optional<String> others = format(other);
            return others.isEmpty() ? source : like(new SourcePlan(source.path(), others, source.options()), other);
        }
        if (!format.equals(format(other))) {
            return source;
        }
        Map<String, String> ofText = new ReaderOptions(other.options()).ofText().map();
        return new SourcePlan(
                source.path(),
                source.format(),
                new ReaderOptions(source.options()).or(ofText).map());
    }

    private static String extension(String path) {
        String plainPath = path.replaceFirst("/+$", "");
        String file = plainPath.substring(plainPath.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = file.replaceAll("\\.(gz|bz2|zst|lz4|snappy|deflate)$", "");
        return plain.contains(".") ? plain.substring(plain.lastIndexOf('.') + 1) : "";
    }
}
