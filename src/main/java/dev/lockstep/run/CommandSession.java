package dev.lockstep.run;

import dev.lockstep.estimator.LockstepKryoRegistrator;
import dev.lockstep.spark.internals.AuthenticationSecret;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of one command: an existing session of the process, which is kept, or a new one, which is stopped
 * with the command.
 */
public final class CommandSession implements AutoCloseable {

    private static final String REGISTRATOR = "spark.kryo.registrator";
    private static final String REDACTION = "spark.redaction.regex";
    /** Spark's default lacks passphrases and credentials, and covers access keys only. */
    private static final String SECRETS =
            "(?i)secret|password|passwd|passphrase|credential|token|(access|account|api|private|shared)[._-]?key";

    private final SparkSession session;
    private final boolean created;

    private CommandSession(SparkSession session, boolean created) {
        this.session = session;
        this.created = created;
    }

    /** @param name of the application, if the session is new */
    public static CommandSession open(String name) {
        boolean created = SparkSession.getDefaultSession().isEmpty();
        SparkSession.Builder builder = SparkSession.builder().appName(name);
        if (created) {
            SparkConf given = new SparkConf();
            builder.config(REGISTRATOR, registrators(given)).config(REDACTION, given.get(REDACTION, SECRETS));
            AuthenticationSecret.missingIn(given, System.getenv())
                    .ifPresent(secret -> builder.config(AuthenticationSecret.KEY, secret));
        }
        return new CommandSession(builder.getOrCreate(), created);
    }

    /** The configured value and ours. */
    private static String registrators(SparkConf given) {
        Set<String> names =
                new LinkedHashSet<>(List.of(given.get(REGISTRATOR, "").split("[,\\s]+")));
        names.remove("");
        names.add(LockstepKryoRegistrator.class.getName());
        return String.join(",", names);
    }

    public SparkSession spark() {
        return session;
    }

    @Override
    public void close() {
        if (created) {
            session.stop();
        }
    }
}
