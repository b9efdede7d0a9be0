package dev.lockstep.spark.ingest;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.internals.ErrorCondition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns exceptions of Spark and Hadoop for an unreadable source into one line that names it. */
final class Unreadable {

    private static final int DEEPEST_CAUSE = 50;
    private static final Pattern MALFORMED = Pattern.compile("MALFORMED_RECORD.*record parsing: (.*?)\\.?$");
    private static final String READ_FAILED = "FAILED_READ_FILE";
    private static final Pattern FILE = Pattern.compile("Encountered error while reading file (\\S+?)\\.?(\\s|$)");

    private static final Pattern COLON =
            Pattern.compile("Relative path in absolute URI: (?:\\.(?=.*\\.crc$))?(.*?)(?:\\.crc)?$");

    private Unreadable() {}

    /** The error of a source that could not be opened: any exception that does not stop all work. */
    static RuntimeException loading(String name, String path, Exception e) {
        return e instanceof DataException || stopsAllWork(e) ? asItIs(e) : new DataException(problem(name, path, e), e);
    }

    /** The error of a row that could not be read: any exception with a Spark error condition. */
    static RuntimeException scanning(Table table, Exception e) {
        boolean named = causes(e)
                .map(ErrorCondition::of)
                .anyMatch(condition -> !condition.isEmpty()
                        && !condition.startsWith("INTERNAL_ERROR")
                        && !condition.startsWith("SPARK_JOB_CANCELLED"));
        return named && !stopsAllWork(e) ? new DataException(problem(table.name(), table.path(), e), e) : asItIs(e);
    }

    private static boolean stopsAllWork(Exception e) {
        return e instanceof IllegalStateException
                || causes(e).anyMatch(cause -> cause instanceof InterruptedException || cause instanceof Error)
                || firstLine(root(e)).startsWith("Job ");
    }

    private static String problem(String name, String path, Exception e) {
        String what = path.isEmpty() ? name : name + " (" + path + ")";
        List<String> lines = causes(e).map(Unreadable::firstLine).toList();
        Optional<String> malformed = found(MALFORMED, lines);
        if (malformed.isPresent()) {
            return malformed.get().equals("_corrupt_record")
                    ? what + " must have a JSON object per line, or options: {multiLine: true}, but has other text"
                    : name + " has a malformed row, with more or fewer cells than others: " + malformed.get();
        }
        Optional<String> tooLarge =
                causes(e).flatMap(cause -> tooLarge(cause).stream()).findFirst();
        if (tooLarge.isPresent()) {
            return what + found(FILE, lines).map(file -> ": " + file).orElse("") + " " + tooLarge.get();
        }
        Throwable telling = telling(e);
        String reason =
                firstLine(telling).replaceFirst("^requirement failed: ", "").replaceFirst(" SQLSTATE: \\w+$", "");
        if (reason.equals("empty collection")) {
            return name + " has no rows";
        }
        if (reason.contains("UNABLE_TO_INFER_SCHEMA")) {
            return what + " has no columns: none of its files defines any";
        }
        Optional<String> file = found(FILE, lines);
        if (reason.contains("CSV header")) {
            return what + " must have the same header in all files, without duplicate names, but "
                    + file.orElse("a file") + " has another";
        }
        if (reason.equals("not a gzip file")) {
            reason = "it is not a gzip file, or has bytes after its end";
        }
        Matcher colon = COLON.matcher(reason);
        if (colon.find()) {
            return what + " has a name with a colon, which Hadoop cannot read: " + colon.group(1) + "; rename it";
        }
        boolean another =
                file.isPresent() && !reason.contains(file.get()) && !file.get().endsWith(path);
        String kind = reason.contains(" ") ? "" : telling.getClass().getSimpleName() + " ";
        return what + " cannot be read: " + (another ? file.get() + ": " : "") + kind + reason;
    }

    /** The message for a row that exceeds the limits of Spark's CSV parser. */
    private static Optional<String> tooLarge(Throwable e) {
        if (!e.getClass().getSimpleName().equals("TextParsingException")) {
            return Optional.empty();
        }
        String message = String.valueOf(e.getMessage());
        return Optional.of(
                message.contains("setMaxCharsPerColumn") || message.contains("maximum number of characters")
                        ? "has a cell longer than the option maxCharsPerColumn allows; options:"
                                + " {maxCharsPerColumn: -1} allows any length"
                        : message.contains("setMaxColumns") || message.contains("out of bounds")
                                ? "has a row with more cells than the option maxColumns allows; options: {maxColumns:"
                                        + " ...} sets the limit"
                                : "has a row that cannot be parsed: " + firstLine(e));
    }

    private static Optional<String> found(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst();
    }

    private static RuntimeException asItIs(Exception e) {
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(DEEPEST_CAUSE);
    }

    /** The most telling cause: Spark's own message if it says more than the file, otherwise the root cause. */
    private static Throwable telling(Throwable e) {
        return causes(e)
                .filter(cause -> !ErrorCondition.of(cause).isEmpty()
                        && !ErrorCondition.of(cause).startsWith(READ_FAILED))
                .findFirst()
                .orElseGet(() -> root(e));
    }

    private static Throwable root(Throwable e) {
        return causes(e).reduce(e, (above, below) -> below);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }
}
