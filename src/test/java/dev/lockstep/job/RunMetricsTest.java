package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.spark.ClusterTraining.Measurement;
import dev.lockstep.spark.RowCounts;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunMetricsTest {

    @Test
    void metricsAreWrittenInOrder() {
        RunMetrics metrics = new RunMetrics(
                "digits",
                new Measurement(
                        new TreeMap<>(Map.of("accuracy", 0.5, "loss", 0.1)),
                        Map.of("confusion", List.of(List.of(1.0, 2.0), List.of(0.0, Double.NaN)))),
                Optional.of(new Measurement(Map.of("loss", Double.NaN), Map.of())),
                Optional.empty(),
                30,
                28,
                600,
                1437,
                1.5,
                Double.POSITIVE_INFINITY,
                "ab12",
                "job",
                Reason.EARLY_STOPPING,
                Map.of("validation", new RowCounts(90, 10, Map.of("city", 3L), List.of("2"))));
        assertEquals("""
                {
                  "id": "1a2b",
                  "run": "digits",
                  "train": {
                    "accuracy": 0.5,
                    "loss": 0.1,
                    "confusion": [ [ 1.0, 2.0 ], [ 0.0, null ] ]
                  },
                  "validation": {
                    "loss": null,
                    "rows": 90,
                    "dropped": 10,
                    "unseen": {
                      "city": 3
                    },
                    "classesWithoutRows": [ "2" ]
                  },
                  "test": null,
                  "epochs": 30,
                  "bestEpoch": 28,
                  "steps": 600,
                  "rows": 1437,
                  "seconds": 1.5,
                  "rowsPerSecond": null,
                  "weightsSha256": "ab12",
                  "engine": "job",
                  "stopped": "early_stopping"
                }
                """, metrics.toJson("1a2b"));
    }

    @Test
    void aLineIsOneLine() {
        assertEquals("[\"a\\n\",\"é\",null,1.5]", Json.line(Arrays.asList("a\n", "é", Double.NaN, 1.5)));
    }

    @Test
    void aStatusIsItsCodeMessageAndStep() {
        assertEquals("""
                {
                  "code": 3,
                  "message": "data.train: \\"a\\"\\nno such file",
                  "step": 7
                }
                """, new Status(ExitCode.DATA, "data.train: \"a\"\nno such file", 7).toJson());
    }
}
