package dev.lockstep.spark.ingest;

import java.util.List;
import org.apache.spark.sql.api.java.UDF4;

/** Says of every record that a task reads what makes it no record of the table, by its text. */
final class CsvRecordCheck implements UDF4<String, String, String, Long, String> {

    /** What it says of a file's header. */
    static final String HEADER = "header";

    private static final long serialVersionUID = 1;

    private final CsvDialect dialect;
    private final String[] columns;
    private final Header header;
    /** Where the record before came from: rows of one place come one after the other. */
    private transient String file;

    private transient long start;

    /** What a file's first record is. */
    enum Header {
        NONE,
        /** The names that all files have. */
        SAME,
        /** Any names, which do not count. */
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
     * @param text null if it has just so many cells too many that Spark takes it for whole
     * @param surplus its first cell too many: Spark refuses to read texts alone
     * @param file which it is in, and {@code start} where in it the task began to read
     * @return null if it can be used
     */
    @Override
    public String call(String text, String surplus, String file, Long start) {
        boolean first = start == 0 && !(file.equals(this.file) && start == this.start);
        this.file = file;
        this.start = start;
        List<String> names = List.of(columns);
        if (header != Header.NONE && first) {
            return header == Header.ANY || (text != null && isHeader(text, names))
                    ? HEADER
                    : "is the header, which must be " + String.join(",", names) + " as in other files but is "
                            + (text == null ? "longer" : text);
        }
        if (header != Header.NONE && text != null && mayBeHeader(text) && isHeader(text, names)) {
            return "is the header once more: remove it if files were put together, or give options: {header: false} if"
                    + " there is none";
        }
        return text == null
                ? CsvRecord.surplus(CsvSource.SURPLUS_COLUMNS, names.size())
                : new CsvRecord(text, dialect).problem(names).orElse(null);
    }

    /** Whether a closer look is worth it; a single word may be a value, too. */
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
