package dev.lockstep.spark.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One record of a CSV file, parsed as Spark does, but with errors that Spark ignores. */
final class CsvRecord {

    private static final String COMMAS_IN_CELLS = "; if cells contain commas, set options: {sep: ...} or quote them";

    private static final char REPLACEMENT = '\uFFFD';

    private final String text;
    private final CsvDialect dialect;
    private int at;
    private int cells;
    private boolean open;
    /** The cell in which text follows a closing quote, from 1; 0 for none. */
    private int brokenCell;
    /** The first cell with an invalid character, from 1; 0 for none. */
    private int garbledCell;

    CsvRecord(String text, CsvDialect dialect) {
        this.text = text;
        this.dialect = dialect;
    }

    /** The cells as Spark reads them. */
    List<String> cells() {
        List<String> found = new ArrayList<>();
        at = 0;
        do {
            found.add(cell(new StringBuilder()));
        } while (next());
        return found;
    }

    /**
     * The problem of a malformed record.
     *
     * @param names of the table's columns
     */
    Optional<String> problem(List<String> names) {
        if (isPlain() && separators() == names.size() - 1) {
            return Optional.empty();
        }
        at = 0;
        do {
            cell(null);
            cells++;
        } while (next());
        if (garbledCell > 0) {
            return Optional.of(garbled(names));
        }
        if (open) {
            return Optional.of("has a quote that is not closed" + quotingHint());
        }
        if (brokenCell > 0) {
            return Optional.of("has text after the closing quote of cell " + brokenCell + quotingHint());
        }
        return cells == names.size()
                ? Optional.empty()
                : Optional.of(count(cells, names.size()) + countHint(names.size()));
    }

    /** Whether it has neither quotes nor invalid characters, as nearly all records. */
    private boolean isPlain() {
        return text.indexOf(REPLACEMENT) < 0
                && text.indexOf(0) < 0
                && (dialect.quote() == 0 || text.indexOf(dialect.quote()) < 0);
    }

    private int separators() {
        int count = 0;
        int length = dialect.separator().length();
        for (int i = text.indexOf(dialect.separator()); i >= 0; i = text.indexOf(dialect.separator(), i + length)) {
            count++;
        }
        return count;
    }

    private static String count(int cells, int columns) {
        return "has " + cells + (cells == 1 ? " cell" : " cells") + " but the table has " + columns
                + (columns == 1 ? " column" : " columns");
    }

    /** The problem of a record with surplus cells. */
    static String surplus(int cells, int columns) {
        return count(columns + cells, columns) + COMMAS_IN_CELLS;
    }

    private String garbled(List<String> names) {
        String column = garbledCell <= names.size() ? names.get(garbledCell - 1) : Integer.toString(garbledCell);
        return "column " + column
                + (text.indexOf(0) >= 0
                        ? " contains a zero byte, as in UTF-16 and binary files;"
                                + " options: {encoding: UTF-16} reads UTF-16"
                        : " has bytes that are not valid " + dialect.encoding()
                                + "; options: {encoding: ...} sets the encoding, such as ISO-8859-1");
    }

    private String quotingHint() {
        if (hasBackslashedQuote()) {
            return "; options: {escape: '\\'} reads \\" + dialect.quote() + " inside quotes, as Spark writes it";
        }
        return open && dialect.lines()
                ? "; options: {multiLine: true} reads line breaks inside quotes, options: {quote: \"\"} reads quotes"
                        + " literally"
                : "; options: {quote: \"\"} reads quotes literally";
    }

    private boolean hasBackslashedQuote() {
        return dialect.doublesQuotes() && dialect.quote() != 0 && text.contains("\\" + dialect.quote());
    }

    private String countHint(int columns) {
        if (hasBackslashedQuote()) {
            return quotingHint();
        }
        if (text.matches("(?s)\\s*(#|//|%|--).*")) {
            String mark = text.strip().substring(0, 1);
            return "; options: {comment: \"" + mark + "\"} ignores lines that begin with it";
        }
        for (String other : List.of("\t", ";", "|", ",")) {
            boolean fits = text.split(Pattern.quote(other), -1).length == columns;
            if (!other.equals(dialect.separator()) && columns > 1 && fits) {
                return "; options: {sep: \"" + other.replace("\t", "\\t") + "\"} sets the separator";
            }
        }
        if (cells == columns + 1) {
            return "; R's header lacks a name for the row names, and decimal commas need options: {sep: ...}";
        }
        return cells > columns ? COMMAS_IN_CELLS : "; options: {mode: DROPMALFORMED} drops such rows";
    }

    /** Moves to the next cell, if there is one. */
    private boolean next() {
        if (!separatorAt(at)) {
            return false;
        }
        at += dialect.separator().length();
        return true;
    }

    private boolean separatorAt(int place) {
        return place < text.length() && text.startsWith(dialect.separator(), place);
    }

    /** Reads a cell up to the separator. */
    private String cell(StringBuilder to) {
        int start = at;
        while (dialect.trims() && isSpace(at) && !separatorAt(at)) {
            at++;
        }
        if (dialect.quote() != 0 && at < text.length() && text.charAt(at) == dialect.quote()) {
            quoted(to);
            return to == null ? "" : to.toString();
        }
        at = start;
        while (at < text.length() && !separatorAt(at)) {
            take(to);
        }
        return to == null ? "" : dialect.trims() ? to.toString().strip() : to.toString();
    }

    private boolean isSpace(int place) {
        return place < text.length() && text.charAt(place) <= ' ';
    }

    private void quoted(StringBuilder to) {
        at++;
        while (at < text.length()) {
            char here = text.charAt(at);
            boolean escaped =
                    here == dialect.escape() && at + 1 < text.length() && text.charAt(at + 1) == dialect.quote();
            if (escaped) {
                at++;
                take(to);
            } else if (here == dialect.quote()) {
                at++;
                closed();
                return;
            } else {
                take(to);
            }
        }
        open = true;
    }

    /** Only spaces may follow a closing quote. */
    private void closed() {
        while (at < text.length() && !separatorAt(at)) {
            if (!isSpace(at) && brokenCell == 0) {
                brokenCell = cells + 1;
            }
            take(null);
        }
    }

    private void take(StringBuilder to) {
        char here = text.charAt(at++);
        if ((here == REPLACEMENT || here == 0) && garbledCell == 0) {
            garbledCell = cells + 1;
        }
        if (to != null) {
            to.append(here);
        }
    }
}
