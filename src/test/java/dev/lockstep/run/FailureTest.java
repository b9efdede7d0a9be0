package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Step;
import dev.lockstep.plan.PlanException;
import dev.lockstep.training.DivergedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    private record Row(Throwable thrown, ExitCode code, String message) {}

    static Stream<Row> table() {
        DataException data = new DataException("row 3, column x must be a number but is \"a\"");
        Throwable refused = thrownBy(() -> Domain.COUNT.check("checkpoint.keep", 0));
        Throwable oursToFix = new EnvironmentException("math.blas is native but this host has no BLAS");
        Throwable foreign = thrownBy(() -> Integer.parseInt("x"));
        return Stream.of(
                new Row(new PlanException("x.yaml: seed is\nwrong"), ExitCode.PLAN, "x.yaml: seed is wrong"),
                new Row(refused, ExitCode.PLAN, "checkpoint.keep must be a whole number from 1 but is 0"),
                new Row(data, ExitCode.DATA, data.getMessage()),
                new Row(new SparkException("Job aborted\nDriver stacktrace:", data), ExitCode.DATA, data.getMessage()),
                new Row(new RuntimeException(new IOException(data)), ExitCode.DATA, data.getMessage()),
                new Row(new DataException("one\n\n two \nthree"), ExitCode.DATA, "one\ntwo"),
                new Row(new FileNotFoundException("a.csv"), ExitCode.DATA, "a.csv"),
                new Row(new RuntimeException(new NoSuchFileException("a.csv")), ExitCode.DATA, "a.csv"),
                new Row(oursToFix, ExitCode.UNEXPECTED, "math.blas is native but this host has no BLAS"),
                new Row(
                        new IllegalStateException("no operator Foo"),
                        ExitCode.UNEXPECTED,
                        "unexpected: java.lang.IllegalStateException: no operator Foo"),
                new Row(
                        new IllegalStateException(
                                new SparkException("Job aborted due to stage failure: Task 0 in stage 1.0"
                                        + " failed 4 times: java.lang.UnsupportedClassVersionError: dev/lockstep/spark/engine/Share"
                                        + " has been compiled by a more recent version of the Java Runtime")),
                        ExitCode.UNEXPECTED,
                        "the executors run on an older Java than the driver, but both need Java 17 or newer; the table"
                                + " \"Java 17\" in docs/spark-lines.md shows how services provide it"),
                new Row(
                        foreign,
                        ExitCode.UNEXPECTED,
                        "unexpected: java.lang.NumberFormatException: For input string: \"x\""),
                new Row(
                        new IOException("disk full\nreally"),
                        ExitCode.UNEXPECTED,
                        "unexpected: java.io.IOException: disk full"),
                new Row(
                        new UnsupportedOperationException(),
                        ExitCode.UNEXPECTED,
                        "unexpected: java.lang.UnsupportedOperationException"),
                new Row(
                        new OutOfMemoryError("Java heap space"),
                        ExitCode.UNEXPECTED,
                        "the driver has too little memory (Java heap space); give it more, such as -- --driver-memory 4g"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void anExceptionBecomesACodeAndAMessage(Row row) {
        assertEquals(new Failure(row.code(), row.message()), Failure.of(row.thrown()));
    }

    @Test
    void whatSparkCannotAnalyzeIsWrongData() {
        Failure failure = Failure.of(thrownBy(() -> StructType.fromDDL("a nothing")));
        assertEquals(ExitCode.DATA, failure.code());
        assertEquals(1, failure.message().lines().count());
    }

    @Test
    void divergenceHasItsOwnCode() throws ReflectiveOperationException {
        Failure failure = Failure.of(new RuntimeException(divergence()));
        assertEquals(ExitCode.DIVERGED, failure.code());
        assertTrue(failure.message().startsWith("training diverged in step 1: the loss is not finite"));
    }

    /** Only training may say so, through a constructor that is its own business. */
    private static Exception divergence() throws ReflectiveOperationException {
        Constructor<?> constructor =
                DivergedException.class.getDeclaredConstructor(Step.class, double.class, double.class, String.class);
        constructor.setAccessible(true);
        Map<Class<?>, Object> values =
                Map.of(Step.class, new Step(0, 0, 0, 1), long.class, 1, double.class, 0.1, String.class, "the loss");
        return (Exception) constructor.newInstance(
                Arrays.stream(constructor.getParameterTypes()).map(values::get).toArray());
    }

    @Test
    void theCodesAreWhatSchedulersKnow() {
        assertEquals(
                List.of("0 DONE", "1 UNEXPECTED", "2 PLAN", "3 DATA", "4 DIVERGED", "5 REFUSED", "6 STOPPED"),
                Arrays.stream(ExitCode.values())
                        .map(code -> code.number() + " " + code)
                        .toList());
    }

    private static Throwable thrownBy(Executable call) {
        return assertThrows(Throwable.class, call);
    }
}
