package dev.lockstep.spark.ingest;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the records of a CSV file are written: as RFC 4180 says, unless the options of Spark's reader say otherwise.
 *
 * @param quote 0 for none
 * @param lines whether a record is one line, so that no cell has a line break
 */
record CsvDialect(String separator, char quote, char escape, boolean lines, boolean trims, String encoding)
        implements Serializable {

    /** The reader's options that are not Spark's defaults, which escape quotes by a backslash and know no header. */
    static final Map<String, String> DEFAULTS = Map.of(
            "header", "true",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "true",
            "ignoreTrailingWhiteSpace", "true");

    static CsvDialect of(ReaderOptions options) {
        return new CsvDialect(
                options.get("sep", "delimiter").map(CsvDialect::unescaped).orElse(","),
                character(options, "quote", '"'),
                character(options, "escape", '"'),
                !options.isTrue("multiLine"),
                options.isTrue("ignoreLeadingWhiteSpace"),
                options.get("encoding", "charset").orElse(StandardCharsets.UTF_8.name()));
    }

    private static char character(ReaderOptions options, String name, char initial) {
        String text = options.get(name).orElse(String.valueOf(initial));
        return text.isEmpty() ? 0 : text.charAt(0);
    }

    /** As Spark has it, which takes {@code \t} for a tab. */
    private static String unescaped(String separator) {
        return separator.replace("\\t", "\t").replace("\\\\", "\\");
    }

    /** Whether quotes within cells are doubled, as RFC 4180 has them. */
    boolean doublesQuotes() {
        return escape == quote;
    }

    /**
     * The encoding that the text of a file's first record is probably in, where it was read in one of wide characters: read
     * so, other text has no separator, and with its bytes in pairs no zero byte.
     */
    Optional<String> narrower(String text) {
        if (!isWide(encoding) || text.contains(separator)) {
            return Optional.empty();
        }
        boolean swapped = encoding.toUpperCase(Locale.ROOT).replace("-", "").endsWith("LE");
        Charset pairs = swapped ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        String other = swapped ? "UTF-16BE" : "UTF-16LE";
        byte[] bytes = text.getBytes(pairs);
        if (new String(bytes, Charset.forName(other)).contains(separator)) {
            return Optional.of(other);
        }
        String narrow = new String(bytes, StandardCharsets.UTF_8);
        return narrow.contains(separator) && narrow.indexOf(0) < 0 ? Optional.of("UTF-8") : Optional.empty();
    }

    /** Whether a character takes two or four bytes, so that lines do not end in the byte that Spark looks for. */
    static boolean isWide(String encoding) {
        String name = encoding.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "");
        return name.startsWith("UTF16") || name.startsWith("UTF32");
    }
}
