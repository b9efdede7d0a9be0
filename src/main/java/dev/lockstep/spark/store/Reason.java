package dev.lockstep.spark.store;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.spark.internals.ErrorCondition;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.stream.Stream;

/** The cause of a file system error, in one line. */
public final class Reason {

    private static final int DEEPEST_CAUSE = 50;
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "quota of", "not enough space");

    private Reason() {}

    /** The message of the root cause. */
    public static String of(Throwable problem) {
        Throwable root = causes(problem).reduce(problem, (above, below) -> below);
        String kind = root.getClass().getSimpleName();
        String said =
                String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
        if (root.getMessage() == null || said.isEmpty()) {
            return kind;
        }
        boolean onlyAName = !said.contains(" ")
                || root instanceof FileSystemException
                || (root instanceof FileNotFoundException && !said.contains("("));
        return onlyAName ? kind + " " + said : said;
    }

    /** Whether the disk or quota is full, which only the message shows. */
    public static boolean isNoRoom(Throwable problem) {
        return causes(problem).map(cause -> String.valueOf(cause.getMessage())).anyMatch(said -> FULL.stream()
                .anyMatch(said::contains));
    }

    /** Whether writing rows failed because of a file system, not because of the rows. */
    public static boolean isOfWriting(Throwable problem) {
        return causes(problem).anyMatch(IOException.class::isInstance)
                && causes(problem)
                        .noneMatch(cause -> cause instanceof FileNotFoundException
                                || ErrorCondition.of(cause).startsWith("FAILED_READ_FILE"));
    }

    /** The problem of a file that a training must write but cannot. */
    public static EnvironmentException unwritten(String file, Exception problem) {
        return new EnvironmentException(
                file + " cannot be written: " + of(problem)
                        + (isNoRoom(problem) ? ". Free some space" : ". Once it can be")
                        + ", and the same command resumes from the newest checkpoint",
                problem);
    }

    private static Stream<Throwable> causes(Throwable problem) {
        return Stream.iterate(problem, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }
}
