package dev.lockstep.spark.internals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class AuthenticationSecretTest {

    private static final Map<String, String> OF_A_WORKER = Map.of("_SPARK_AUTH_SECRET", "s");

    private static SparkConf conf(String authenticate) {
        return new SparkConf(false).set("spark.authenticate", authenticate);
    }

    @Test
    void aDriverThatAWorkerStartedTakesItFromItsEnvironment() {
        assertEquals(Optional.of("s"), AuthenticationSecret.missingIn(conf("true"), OF_A_WORKER));
    }

    @Test
    void nothingIsMissingWhereItIsGivenOrNotNeeded() {
        SparkConf given = conf("true").set("spark.authenticate.secret", "mine");
        assertEquals(Optional.empty(), AuthenticationSecret.missingIn(given, OF_A_WORKER));
        assertEquals(Optional.empty(), AuthenticationSecret.missingIn(conf("false"), OF_A_WORKER));
        assertEquals(Optional.empty(), AuthenticationSecret.missingIn(conf("true"), Map.of()));
    }
}
