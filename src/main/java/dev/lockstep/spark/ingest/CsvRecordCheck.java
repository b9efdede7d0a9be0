package dev.lockstep.spark.ingest;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.api.java.UDF4;

/** Checks the text of every record that a task reads. */
final class CsvRecordCheck implements UDF4<String, String, String, Long, String> {

    /** How headers are checked. */
    static final String HEADER = "header";

    private static final long serialVersionUID = 1;

    private final CsvDialect dialect;
    private final String[] columns;
    private final Header header;
    /** The place of the previous record; rows of a place are consecutive. */
    private transient String file;

    private transient long start;

    /** The kind of a file's first record. */
    enum Header {
        NONE,
        /** The names that all files have. */
        SAME,
        /** Any names, which are ignored. */
        ANY
    }

    CsvRecordCheck(CsvDialect dialect, List<String> columns, Header header) {
        this.dialect = dialect;
        this.columns = columns.toArray(String[]::new);
        this.header = header;
    }

    /**
     * Checks a record.
     *
     * @param text null if its surplus cells make Spark accept it as complete
     * @param surplus its first surplus cell; Spark does not read the text column alone
     * @param file of the record, and {@code start} the offset at which the task began to read
     * @return null if it can be used
     */
    @Override
    public String call(String text, String surplus, String file, Long start) {
        boolean first = start == 0 && !(file.equals(this.file) && start == this.start);
        this.file = file;
        this.start = start;
        List<String> names = Arrays.asList(columns);
        if (header != Header.NONE && first) {
            return header == Header.ANY || (text != null && isHeader(text, names))
                    ? HEADER
                    : "is the header, which must be " + String.join(",", names) + " as in other files but is "
                            + (text == null ? "longer" : text);
        }
        if (header != Header.NONE && text != null && mayBeHeader(text) && isHeader(text, names)) {
            return "repeats the header: remove it if files were concatenated, or set options: {header: false} if"
                    + " there is none";
        }
        return text == null
                ? CsvRecord.surplus(CsvSource.SURPLUS_COLUMNS, names.size())
                : new CsvRecord(text, dialect).problem(names).orElse(null);
    }

    /** Whether to compare in detail; a single word may be a value, too. */
    private boolean mayBeHeader(String text) {
        return columns.length > 1
                && !columns[0].isEmpty()
                && text.indexOf(columns[0]) <= 1
                && text.contains(columns[0]);
    }

    private boolean isHeader(String text, List<String> names) {
        return new CsvRecord(text, dialect).cells().equals(names);
    }
}
