package dev.lockstep.spark.ingest;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The dialect of a CSV file: RFC 4180, unless options of Spark's reader change it.
 *
 * @param quote 0 for none
 * @param lines whether records are single lines, without line breaks in cells
 */
record CsvDialect(String separator, char quote, char escape, boolean lines, boolean trims, String encoding)
        implements Serializable {

    /** The options that differ from Spark's defaults, which escape quotes with a backslash and expect no header. */
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

    /** As in Spark, where {@code \t} is a tab. */
    private static String unescaped(String separator) {
        return separator.replace("\\t", "\t").replace("\\\\", "\\");
    }

    /** Whether quotes inside cells are doubled, as in RFC 4180. */
    boolean doublesQuotes() {
        return escape == quote;
    }

    /**
     * The probable encoding of a file whose first record was read in an encoding of wide characters: in a wrong one,
     * the text has no separator and no zero byte.
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

    /** Whether characters take two or four bytes, so that Spark does not find the ends of lines. */
    static boolean isWide(String encoding) {
        String name = encoding.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "");
        return name.startsWith("UTF16") || name.startsWith("UTF32");
    }
}
