package dev.lockstep.spark.internals;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * The secret of {@code spark.authenticate} for the driver of a standalone cluster in cluster deploy mode. The worker that starts
 * the driver takes the setting off its command line, which others can see, and passes the secret in the environment. There
 * {@code SparkContext} does not look for it.
 */
public final class AuthenticationSecret {

    public static final String KEY = "spark.authenticate.secret";

    private static final String VARIABLE = "_SPARK_AUTH_SECRET";

    private AuthenticationSecret() {}

    /** The secret that the configuration lacks; empty if it lacks none. */
    public static Optional<String> missingIn(SparkConf given, Map<String, String> environment) {
        boolean missing = given.getBoolean("spark.authenticate", false) && !given.contains(KEY);
        return missing ? Optional.ofNullable(environment.get(VARIABLE)) : Optional.empty();
    }
}
