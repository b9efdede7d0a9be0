package dev.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.testing.Plans;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowPlanTest {

    private static RunPlan plan(String mlflow) {
        return Plans.of("""
                data: {train: a.csv, label: y}
                loss: mse
                report: {mlflow: %s}
                """.formatted(mlflow));
    }

    @Test
    void aRunIsTrackedUnderItsOwnNameInTheDefaultExperiment() {
        MlflowPlan where = plan("{uri: 'http://host:5000/mlflow//'}")
                .saving()
                .report()
                .mlflow()
                .orElseThrow();
        assertEquals("http://host:5000/mlflow", where.server());
        assertEquals("Default", where.experiment());
        assertEquals(Optional.empty(), where.name());
        assertEquals(Optional.empty(), plan("none").saving().report().mlflow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host",
                "host:5000",
                "databricks",
                "http://",
                "http:///x",
                "http://host?a=b",
                "http://a b",
                "sqlite:///a.db"
            })
    void otherAddressesAreRefused(String uri) {
        assertEquals(
                message(uri),
                assertThrows(PlanException.class, () -> plan("{uri: '" + uri + "'}"))
                        .getMessage()
                        .replaceFirst("^[^:]*: ", ""));
    }

    @ParameterizedTest
    @CsvSource({"https://me:hunter22@host, https://me:***@host", "http://hunter22@host, http://hunter22@host"})
    void credentialsDoNotBelongInThePlan(String uri, String shown) {
        assertEquals(
                message(shown),
                assertThrows(PlanException.class, () -> plan("{uri: '" + uri + "'}"))
                        .getMessage()
                        .replaceFirst("^[^:]*: ", ""));
    }

    private static String message(String shown) {
        return "report.mlflow.uri must be an address that begins with http:// or https://, without user, password, ? and"
                + " # but is " + shown;
    }
}
