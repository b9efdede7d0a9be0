package dev.lockstep.spark.ingest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Options of a Spark reader; names are case-insensitive. */
final class ReaderOptions {

    /** Options that say how text is read, not which rows or with which credentials. */
    private static final Set<String> OF_TEXT = ignoringCase(Set.of(
            "sep",
            "delimiter",
            "quote",
            "escape",
            "charToEscapeQuoteEscaping",
            "unescapedQuoteHandling",
            "encoding",
            "charset",
            "header",
            "enforceSchema",
            "comment",
            "ignoreLeadingWhiteSpace",
            "ignoreTrailingWhiteSpace",
            "nullValue",
            "nanValue",
            "emptyValue",
            "positiveInf",
            "negativeInf",
            "multiLine",
            "lineSep",
            "maxColumns",
            "maxCharsPerColumn",
            "inferSchema",
            "preferDate",
            "prefersDecimal",
            "primitivesAsString",
            "dateFormat",
            "timestampFormat",
            "timestampNTZFormat",
            "enableDateTimeParsingFallback",
            "timeZone",
            "locale",
            "allowComments",
            "allowUnquotedFieldNames",
            "allowSingleQuotes",
            "allowNumericLeadingZeros",
            "allowBackslashEscapingAnyCharacter",
            "allowUnquotedControlChars",
            "allowNonNumericNumbers",
            "numFeatures",
            "vectorType",
            "rowTag"));

    private static final List<List<String>> SYNONYMS =
            List.of(List.of("sep", "delimiter"), List.of("encoding", "charset"));

    private final TreeMap<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    ReaderOptions(Map<String, String> options) {
        this.options.putAll(options);
    }

    /** The value of the first of these names that is given. */
    Optional<String> get(String... names) {
        return List.of(names).stream()
                .map(options::get)
                .filter(value -> value != null)
                .findFirst();
    }

    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(options.get(name));
    }

    /** With defaults for options that are not set. */
    ReaderOptions or(Map<String, String> defaults) {
        ReaderOptions all = new ReaderOptions(defaults);
        for (List<String> names : SYNONYMS) {
            if (names.stream().anyMatch(options::containsKey)) {
                all.options.keySet().removeAll(names);
            }
        }
        all.options.putAll(options);
        return all;
    }

    /** The options that say how text is read. */
    ReaderOptions ofText() {
        ReaderOptions chosen = new ReaderOptions(options);
        chosen.options.keySet().retainAll(OF_TEXT);
        return chosen;
    }

    Map<String, String> map() {
        return options;
    }

    private static Set<String> ignoringCase(Set<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }
}
