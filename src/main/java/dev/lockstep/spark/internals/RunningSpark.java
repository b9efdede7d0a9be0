package dev.lockstep.spark.internals;

import java.util.Optional;
import org.apache.spark.package$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.util.Properties;

/** Whether this artifact is for the Spark of this process. */
public final class RunningSpark {

    private static final Logger LOG = LoggerFactory.getLogger(RunningSpark.class);

    private RunningSpark() {}

    /** Why it cannot run here, and what to use instead; empty if it can. */
    public static Optional<String> problem() {
        return Artifact.current().problem(package$.MODULE$.SPARK_VERSION(), Properties.versionNumberString());
    }

    /** Says that it is not tested here; empty if it is. */
    public static Optional<String> warning() {
        return Artifact.current().warning(package$.MODULE$.SPARK_VERSION());
    }

    /**
     * Logs the warning, once in a process.
     *
     * @throws IllegalStateException if there is a problem
     */
    public static void require() {
        if (Checked.PROBLEM.isPresent()) {
            throw new IllegalStateException(Checked.PROBLEM.get());
        }
    }

    private static final class Checked {

        static final Optional<String> PROBLEM = problem();

        static {
            warning().ifPresent(LOG::warn);
        }
    }
}
