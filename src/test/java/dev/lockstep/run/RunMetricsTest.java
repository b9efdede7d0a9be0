package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Json;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.training.TrainingResult.Reason;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                Map.of("validation", new RowCounts(90, 10, Map.of("city", 3L), List.of("2"))),
                Optional.empty());
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

    /** As of tens of thousands of classes with long names. */
    @Test
    void metricsOfAnyLengthAreRead(@TempDir Path folder) throws IOException {
        try (Writer out = Files.newBufferedWriter(folder.resolve(RunOutput.METRICS))) {
            out.write("{\"id\": \"1a2b\", \"train\": {\"loss\": null, \"perClass\": [");
            for (int i = 0; i < 1000; i++) {
                out.write("{\"class\": \"" + "é".repeat(50_000) + "\", \"recall\": 0.5},");
            }
            out.write("{}]}, \"test\": null, \"epochs\": 3, \"stopped\": \"all_epochs\"}\n");
        }
        assertTrue(Files.size(folder.resolve(RunOutput.METRICS)) > 1 << 26);
        assertEquals(
                Map.of("id", "1a2b", "train", "", "test", "null", "epochs", "3", "stopped", "all_epochs"),
                FinishedRun.metrics(new RunFiles(folder.toString(), new Configuration())));
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
