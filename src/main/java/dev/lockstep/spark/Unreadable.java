package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;

/** What Spark and Hadoop throw for a source that they cannot read, in one line that names it. */
final class Unreadable {

    private static final int DEEPEST_CAUSE = 50;
    private static final Pattern MALFORMED = Pattern.compile("MALFORMED_RECORD.*record parsing: (.*?)\\.?$");
    private static final Pattern FILE = Pattern.compile("FAILED_READ_FILE.* reading file (\\S+?)\\.?(\\s|$)");

    private Unreadable() {}

    /** Why a source could not be opened: anything but what stops all work is the source's fault. */
    static RuntimeException loading(String name, SourcePlan source, Exception e) {
        boolean stopped = e instanceof IllegalStateException
                || causes(e).anyMatch(cause -> cause instanceof InterruptedException || cause instanceof Error)
                || firstLine(root(e)).startsWith("Job ");
        if (e instanceof DataException || stopped) {
            return asItIs(e);
        }
        return refusal(name, source, e);
    }

    /** Why a row of a source could not be read: what Spark has a name for is the source's fault. */
    static RuntimeException scanning(String name, SourcePlan source, Exception e) {
        boolean named = causes(e)
                .filter(SparkThrowable.class::isInstance)
                .map(cause -> String.valueOf(((SparkThrowable) cause).getCondition()))
                .anyMatch(condition -> !condition.equals("null")
                        && !condition.startsWith("INTERNAL_ERROR")
                        && !condition.startsWith("SPARK_JOB_CANCELLED"));
        return named ? refusal(name, source, e) : asItIs(e);
    }

    private static DataException refusal(String name, SourcePlan source, Exception e) {
        String what = name + " (" + source.path() + ")";
        List<String> lines = causes(e).map(Unreadable::firstLine).toList();
        Optional<String> malformed = found(MALFORMED, lines);
        Throwable root = root(e);
        if (malformed.isPresent()) {
            return new DataException(
                    malformed.get().equals("_corrupt_record")
                            ? name + " has malformed JSON: " + firstLine(root)
                                    + "; it must have an object in each line, or options: {multiLine: true}"
                            : name + " has a malformed row, with more or fewer cells than others: " + malformed.get(),
                    e);
        }
        String reason =
                firstLine(root).replaceFirst("^requirement failed: ", "").replaceFirst(" SQLSTATE: \\w+$", "");
        if (reason.equals("empty collection")) {
            return new DataException(name + " has no rows", e);
        }
        if (reason.contains("UNABLE_TO_INFER_SCHEMA")) {
            return new DataException(what + " has no columns: no file in it says any", e);
        }
        String file = found(FILE, lines)
                .filter(path -> !reason.contains(path) && !path.endsWith(source.path()))
                .map(path -> path + ": ")
                .orElse("");
        if (reason.contains("CSV header")) {
            return new DataException(
                    what + " must have one header in all files, each name in it once, but "
                            + found(FILE, lines).orElse("a file") + " has another",
                    e);
        }
        String kind = reason.contains(" ") ? "" : root.getClass().getSimpleName() + " ";
        return new DataException(what + " cannot be read: " + file + kind + reason, e);
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

    private static Throwable root(Throwable e) {
        return causes(e).reduce(e, (above, below) -> below);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }
}
