package dev.lockstep.spark.internals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactTest {

    @ParameterizedTest
    @CsvSource({
        "SPARK4, 4.0.1, 2.13.16",
        "SPARK4, 4.1.0, 2.13.17",
        "SPARK4, 4.2.0, 2.13.18",
        "SPARK4, 4.0.10, 2.13.16",
        "SPARK3, 3.5.0, 2.12.18",
        "SPARK3, 3.5.1-amzn-0, 2.12.17"
    })
    void aTestedLineHasNeitherAProblemNorAWarning(Artifact artifact, String spark, String scala) {
        assertEquals(Optional.empty(), artifact.problem(spark, scala));
        assertEquals(Optional.empty(), artifact.warning(spark));
    }

    @ParameterizedTest
    @CsvSource({
        "SPARK4, 4.3.0, 2.13.18",
        "SPARK4, 5.0.0-SNAPSHOT, 2.13.18",
        "SPARK3, 3.4.4, 2.12.17",
        "SPARK4, next, 2.13.18"
    })
    void anUntestedLineHasAWarning(Artifact artifact, String spark, String scala) {
        assertEquals(Optional.empty(), artifact.problem(spark, scala));
        assertEquals(
                Optional.of("Lockstep is not tested on Spark " + spark + "; " + artifact.id() + " is for Spark "
                        + (artifact == Artifact.SPARK3 ? "3.5" : "4.0, 4.1, 4.2")),
                artifact.warning(spark));
    }

    @ParameterizedTest
    @CsvSource({"SPARK4, 4.0.0, 2.13.16", "SPARK4, 4.0.0-preview2, 2.13.14", "SPARK3, 4.0.0, 2.13.16"})
    void spark400IsRefusedWithTheReason(Artifact artifact, String spark, String scala) {
        assertEquals(
                Optional.of("Spark " + spark + " is not supported: it breaks every estimator that is not Spark's own"
                        + " (SPARK-52259); use Spark 4.0.1 or newer"),
                artifact.problem(spark, scala));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SPARK4 | 3.5.7 | 2.12.18 | 4 with Scala 2.13 | use lockstep-spark3_2.12
                    SPARK4 | 3.5.7 | 2.13.8 | 4 with Scala 2.13 | use a Spark with Scala 2.12, and lockstep-spark3_2.12
                    SPARK3 | 3.5.7 | 2.13.8 | 3.5 with Scala 2.12 | use a Spark with Scala 2.12, and lockstep-spark3_2.12
                    SPARK3 | 4.1.0 | 2.13.17 | 3.5 with Scala 2.12 | use lockstep-spark4_2.13
                    SPARK4 | 4.4.0 | 3.3.1 | 4 with Scala 2.13 | use a Spark with Scala 2.13, and lockstep-spark4_2.13
                    SPARK4 | 2.4.8 | 2.11.12 | 4 with Scala 2.13 | use Spark 3.5 with lockstep-spark3_2.12, or Spark 4 with lockstep-spark4_2.13
                    """)
    void theOtherLinesAreRefusedWithWhatToUse(Artifact artifact, String spark, String scala, String of, String remedy) {
        assertEquals(
                Optional.of(artifact.id() + " is for Spark " + of + " but this is Spark " + spark + " with Scala "
                        + scala + "; " + remedy),
                artifact.problem(spark, scala));
    }

    @Test
    void theSparkOfTheTestsIsSupported() {
        assertEquals(Optional.empty(), RunningSpark.problem());
        assertEquals(Optional.empty(), RunningSpark.warning());
        RunningSpark.require();
    }
}
