package dev.lockstep.run;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Shown;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.OutputException;
import dev.lockstep.training.DivergedException;
import dev.lockstep.training.StoppedException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cause of a failed command: an exit code and a message.
 *
 * @param message one or two lines
 */
public record Failure(ExitCode code, String message) {

    private static final int DEEPEST_CAUSE = 50;
    /** By name, because Spark does not declare the first, and Hadoop's are not on every class path. */
    private static final Set<String> MISSING_DATA = Set.of(
            "org.apache.spark.sql.AnalysisException",
            "org.apache.hadoop.mapred.InvalidInputException",
            "java.io.FileNotFoundException",
            "java.nio.file.NoSuchFileException");

    /** The failure of a throwable, which may wrap the cause, as Spark does with exceptions of tasks. */
    public static Failure of(Throwable thrown) {
        return Stream.iterate(thrown, e -> e != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE)
                .flatMap(e -> expected(e).stream())
                .findFirst()
                .orElseGet(() -> unexpected(thrown));
    }

    private static Optional<Failure> expected(Throwable e) {
        if (e instanceof PlanException) {
            return Optional.of(new Failure(ExitCode.PLAN, lines(e, 2)));
        }
        if (e instanceof DataException) {
            return Optional.of(new Failure(ExitCode.DATA, lines(e, 2)));
        }
        if (e instanceof OutputException) {
            return Optional.of(new Failure(ExitCode.UNEXPECTED, lines(e, 2)));
        }
        if (e instanceof StoppedException) {
            return Optional.of(new Failure(ExitCode.STOPPED, lines(e, 2)));
        }
        if (e instanceof DivergedException) {
            return Optional.of(new Failure(ExitCode.DIVERGED, lines(e, 2)));
        }
        return isMissingData(e) ? Optional.of(new Failure(ExitCode.DATA, lines(e, 1))) : Optional.empty();
    }

    private static boolean isMissingData(Throwable e) {
        return Stream.<Class<?>>iterate(e.getClass(), type -> type != null, Class::getSuperclass)
                .anyMatch(type -> MISSING_DATA.contains(type.getName()));
    }

    /** Lockstep's own messages are written for users; other exceptions are shown with their class. */
    private static Failure unexpected(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return new Failure(
                    ExitCode.UNEXPECTED,
                    "the driver has too little memory (" + thrown.getMessage() + "); give it more, such as"
                            + " -- --driver-memory 4g");
        }
        if (isOurs(thrown) && thrown instanceof IllegalArgumentException) {
            return new Failure(ExitCode.PLAN, lines(thrown, 2));
        }
        if (isOurs(thrown) && thrown instanceof IllegalStateException) {
            return new Failure(ExitCode.UNEXPECTED, lines(thrown, 2));
        }
        String message = thrown.getMessage() == null ? "" : ": " + lines(thrown, 1);
        return new Failure(
                ExitCode.UNEXPECTED, "unexpected: " + thrown.getClass().getName() + message);
    }

    private static boolean isOurs(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return thrown.getMessage() != null
                && trace.length > 0
                && trace[0].getClassName().startsWith("dev.lockstep.")
                && !trace[0].getClassName().startsWith("dev.lockstep.shaded.");
    }

    /** The first non-empty lines of the message, or the class if there is none. */
    private static String lines(Throwable e, int most) {
        String message = String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Shown::line)
                .limit(most)
                .collect(Collectors.joining("\n"));
        return e.getMessage() == null || message.isEmpty() ? e.getClass().getName() : message;
    }
}
