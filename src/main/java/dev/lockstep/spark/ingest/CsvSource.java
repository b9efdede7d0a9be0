package dev.lockstep.spark.ingest;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Shown;
import dev.lockstep.spark.ingest.row.CsvHeader;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Files of CSV, read by Spark, and checked record by record. Spark returns the text of a record whose number of cells
 * differs from the schema. The schema has surplus columns, so this covers all but very long records.
 */
final class CsvSource {

    private static final String TEXT = "lockstep text";
    private static final String SURPLUS = "lockstep surplus ";
    /** The number of surplus columns in the schema. */
    static final int SURPLUS_COLUMNS = 3;

    private static final int HEADER_COLUMNS = 50;
    /** A header may be long; the rows are then as long. */
    private static final int MOST_COLUMNS = 1_000_000;

    private static final int SPARKS_MOST_COLUMNS = 20_480;

    private final SparkSession session;
    private final String name;
    private final String path;
    private final ReaderOptions options;
    private final CsvDialect dialect;

    CsvSource(SparkSession session, String name, String path, ReaderOptions given) {
        ReaderOptions all = given.or(CsvDialect.DEFAULTS);
        boolean wide = CsvDialect.isWide(CsvDialect.of(all).encoding());
        this.session = session;
        this.name = name;
        this.path = path;
        this.options = wide ? all.or(all.get("lineSep").isPresent() ? Map.of() : Map.of("multiLine", "true")) : all;
        this.dialect = CsvDialect.of(options);
    }

    /** Whether the options leave the handling of malformed rows to Lockstep. */
    static boolean takes(ReaderOptions options) {
        return options.get("mode", "columnNameOfCorruptRecord", "samplingRatio", "singleVariantColumn")
                .isEmpty();
    }

    /** @throws DataException if there are no columns, or their names are ambiguous */
    Table open() {
        List<String> first = firstRecord();
        requireSeparated(first);
        requireNarrow(first.size());
        CsvHeader header = options.isTrue("header")
                ? CsvHeader.of(name + " (" + path + ")", first, isCaseSensitive())
                : CsvHeader.none(first.size());
        CsvRecordCheck check =
                new CsvRecordCheck(dialect, options.isTrue("header") ? first : header.names(), header(options));
        Dataset<Row> read = reader(schema(header), Math.max(SPARKS_MOST_COLUMNS, 2 * first.size()))
                .load(path);
        List<Column> columns = new ArrayList<>();
        for (String column : read.columns()) {
            if (!column.equals(TEXT) && !column.startsWith(SURPLUS)) {
                columns.add(Table.column(column));
            }
        }
        columns.add(functions
                .udf(check, DataTypes.StringType)
                .asNondeterministic()
                .apply(
                        Table.column(TEXT),
                        Table.column(SURPLUS + 0),
                        functions.input_file_name(),
                        functions.input_file_block_start())
                .as(Table.PROBLEM));
        Dataset<Row> records = read.select(columns.toArray(Column[]::new));
        Column problem = Table.column(Table.PROBLEM);
        return Table.ofRecords(
                name,
                path,
                records.filter(problem.isNull().or(problem.notEqual(CsvRecordCheck.HEADER))),
                header.notes());
    }

    private static CsvRecordCheck.Header header(ReaderOptions options) {
        if (!options.isTrue("header")) {
            return CsvRecordCheck.Header.NONE;
        }
        return options.isTrue("enforceSchema") ? CsvRecordCheck.Header.ANY : CsvRecordCheck.Header.SAME;
    }

    /** The cells of the first record. */
    private List<String> firstRecord() {
        StructType schema = withSurplus(List.of(), HEADER_COLUMNS);
        List<Row> rows = reader(schema, MOST_COLUMNS).load(path).takeAsList(1);
        if (rows.isEmpty()) {
            throw new DataException(name + " has no columns: it is empty");
        }
        String text = rows.get(0).getAs(TEXT);
        if (text == null) {
            return IntStream.range(0, HEADER_COLUMNS)
                    .mapToObj(i -> Optional.ofNullable(rows.get(0).<String>getAs(SURPLUS + i))
                            .orElse(""))
                    .toList();
        }
        requireText(text);
        List<String> cells = new CsvRecord(text, dialect).cells();
        List<String> numbered = new ArrayList<>();
        cells.forEach(cell -> numbered.add(Integer.toString(numbered.size() + 1)));
        new CsvRecord(text, dialect).problem(numbered).ifPresent(problem -> {
            throw new DataException(
                    name + " (" + path + "): " + (options.isTrue("header") ? "the header: " : "row 1: ") + problem);
        });
        return cells;
    }

    private void requireText(String text) {
        Optional<String> encoding = dialect.narrower(text);
        if (encoding.isPresent()) {
            throw new DataException(name + " (" + path + ") must be text in " + dialect.encoding()
                    + ", according to the option encoding, but looks like " + encoding.get() + "; options: {encoding: "
                    + encoding.get() + "} reads that");
        }
        String what = text.startsWith("PK\u0003\u0004")
                ? "a ZIP archive, such as an Excel workbook; save it as CSV"
                : text.startsWith("\u001F\uFFFD") ? "compressed with gzip; its name must end in .gz" : "";
        if (!what.isEmpty()) {
            throw new DataException(name + " (" + path + ") must be text but is " + what);
        }
    }

    private void requireNarrow(int columns) {
        if (columns > SPARKS_MOST_COLUMNS && options.get("maxColumns").isEmpty()) {
            throw new DataException(name + " (" + path + ") has " + columns + " columns, more than the "
                    + SPARKS_MOST_COLUMNS + " that Spark reads by default; options: {maxColumns: " + columns
                    + "} reads them, but Spark takes minutes to plan so many: libsvm, or a vector column of Parquet,"
                    + " takes seconds");
        }
    }

    private void requireSeparated(List<String> cells) {
        if (cells.size() == 1 && cells.get(0).startsWith("#") && options.isTrue("header")) {
            throw new DataException(
                    name + " (" + path + ") has one column, " + Shown.quoted(cells.get(0)) + CsvHeader.COMMENT);
        }
        for (String other : List.of(";", "\t", "|", ",")) {
            if (cells.size() == 1 && cells.get(0).contains(other)) {
                throw new DataException(name + " (" + path + ") has one column, " + Shown.quoted(cells.get(0))
                        + "; options: {sep: \"" + other.replace("\t", "\\t") + "\"} sets the separator");
            }
        }
    }

    private boolean isCaseSensitive() {
        return session.conf()
                .get("spark.sql.caseSensitive", "false")
                .toLowerCase(Locale.ROOT)
                .equals("true");
    }

    private StructType schema(CsvHeader header) {
        List<StructField> fields = new ArrayList<>();
        List<DataType> types = types(header.names().size());
        for (int i = 0; i < header.names().size(); i++) {
            fields.add(new StructField(header.names().get(i), types.get(i), true, header.metadata(i)));
        }
        return withSurplus(fields, SURPLUS_COLUMNS);
    }

    private static StructType withSurplus(List<StructField> fields, int columns) {
        List<StructField> all = new ArrayList<>(fields);
        all.add(DataTypes.createStructField(TEXT, DataTypes.StringType, true));
        for (int i = 0; i < columns; i++) {
            all.add(DataTypes.createStructField(SURPLUS + i, DataTypes.StringType, true));
        }
        return new StructType(all.toArray(StructField[]::new));
    }

    /** Text columns, which Lockstep parses itself, unless Spark infers the types. */
    private List<DataType> types(int columns) {
        List<DataType> types = new ArrayList<>();
        StructType inferred = options.isTrue("inferSchema")
                ? session.read().options(options.map()).format("csv").load(path).schema()
                : new StructType();
        for (int i = 0; i < columns; i++) {
            types.add(i < inferred.size() ? inferred.apply(i).dataType() : DataTypes.StringType);
        }
        return types;
    }

    private DataFrameReader reader(StructType schema, int mostColumns) {
        Map<String, String> ours = new HashMap<>(Map.of(
                "header", "false",
                "mode", "PERMISSIVE",
                "columnNameOfCorruptRecord", TEXT,
                "columnPruning", "false",
                "enforceSchema", "true"));
        return session.read()
                .format("csv")
                .schema(schema)
                .option("maxColumns", mostColumns)
                .options(options.map())
                .options(ours);
    }
}
