package dev.lockstep.run;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Shown;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.published.RefusedException;
import dev.lockstep.tracking.RunTracker;
import dev.lockstep.tracking.mlflow.Ending.Status;
import dev.lockstep.training.DivergedException;
import dev.lockstep.training.StoppedException;
import java.util.Map;
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
    /** What Java says of one of our classes, in the text of a Spark job's failure. */
    private static final String OLDER_JAVA = "java.lang.UnsupportedClassVersionError: dev/lockstep/";

    /** The exceptions with messages for users. */
    private static final Map<Class<?>, ExitCode> CODES = Map.of(
            PlanException.class, ExitCode.PLAN,
            Violation.class, ExitCode.PLAN,
            DataException.class, ExitCode.DATA,
            DivergedException.class, ExitCode.DIVERGED,
            RefusedException.class, ExitCode.REFUSED,
            StoppedException.class, ExitCode.STOPPED,
            EnvironmentException.class, ExitCode.UNEXPECTED);

    /** By name, because Spark does not declare the first, and Hadoop's are not on every class path. */
    private static final Set<String> MISSING_DATA = Set.of(
            "org.apache.spark.sql.AnalysisException",
            "org.apache.hadoop.mapred.InvalidInputException",
            "java.io.FileNotFoundException",
            "java.nio.file.NoSuchFileException");

    /** The failure of a throwable, which may wrap the cause, as Spark does with exceptions of tasks. */
    public static Failure of(Throwable thrown) {
        return causes(thrown).flatMap(e -> expected(e).stream()).findFirst().orElseGet(() -> unexpected(thrown));
    }

    /** Shows the end of a run in other tools. */
    void showIn(RunTracker tracker) {
        tracker.finishAfter(code == ExitCode.STOPPED ? Status.KILLED : Status.FAILED, message, RunOutput.SHOWN);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, e -> e != null, Throwable::getCause).limit(DEEPEST_CAUSE);
    }

    private static Optional<Failure> expected(Throwable e) {
        ExitCode code = CODES.get(e.getClass());
        if (code != null) {
            return Optional.of(new Failure(code, lines(e, 2)));
        }
        return isMissingData(e) ? Optional.of(new Failure(ExitCode.DATA, lines(e, 1))) : Optional.empty();
    }

    private static boolean isMissingData(Throwable e) {
        return Stream.<Class<?>>iterate(e.getClass(), type -> type != null, Class::getSuperclass)
                .anyMatch(type -> MISSING_DATA.contains(type.getName()));
    }

    private static Failure unexpected(Throwable thrown) {
        if (causes(thrown).anyMatch(e -> String.valueOf(e.getMessage()).contains(OLDER_JAVA))) {
            return new Failure(
                    ExitCode.UNEXPECTED,
                    "the executors run on an older Java than the driver, but both need Java 17 or newer; the table \"Java"
                            + " 17\" in docs/spark-lines.md shows how services provide it");
        }
        if (thrown instanceof OutOfMemoryError) {
            return new Failure(
                    ExitCode.UNEXPECTED,
                    "the driver has too little memory (" + thrown.getMessage() + "); give it more, such as"
                            + " -- --driver-memory 4g");
        }
        String message = thrown.getMessage() == null ? "" : ": " + lines(thrown, 1);
        return new Failure(
                ExitCode.UNEXPECTED, "unexpected: " + thrown.getClass().getName() + message);
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
