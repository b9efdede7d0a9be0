package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.training.StepTimer.Phase;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final String SHA = "3f2a".repeat(16);
    private static final Summary.Size SIZE = new Summary.Size(1438, 64, "10 classes", 17_226, 1);

    @Test
    void itIsAlignedAndComplete() {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        metrics.put("train", metrics(0.01234, 0.99912));
        metrics.put("validation", metrics(0.0723, 0.9791));
        metrics.put("test", metrics(0.0812, 0.9722));
        metrics.get("test").put("area_under_roc", 0.99);
        Summary summary = new Summary("digits", "runs/digits", SIZE, course(60, 48), metrics, SHA);
        assertEquals("""
                digits is trained

                  data            1,438 rows, 64 features, 10 classes
                  network         17,226 parameters
                  training        60 epochs in 14 s, the best was epoch 48
                  speed           23,500 rows/s on average, with validation and checkpoints
                  engine          job, 3.10 ms per step (broadcast 0.40, compute 1.20, wait 1.10, reduce 0.10, update 0.30)
                  weights         sha256 3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a
                  output          runs/digits

                                       train  validation        test
                  loss               0.01234     0.07230     0.08120
                  accuracy            0.9991      0.9791      0.9722
                  area_under_roc           -           -      0.9900
                """, summary.text());
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        metrics.put("train", Map.of("loss", 2.0));
        metrics.put("validation", Map.of());
        Summary summary =
                new Summary("line", "out", new Summary.Size(10, 1, "1 output", 2, 1), course(1, 1), metrics, SHA);
        assertEquals("""
                line is trained

                  data      10 rows, 1 feature, 1 output
                  network   2 parameters
                  training  1 epoch in 14 s
                  speed     23,500 rows/s on average, with validation and checkpoints
                  engine    job, 3.10 ms per step (broadcast 0.40, compute 1.20, wait 1.10, reduce 0.10, update 0.30)
                  weights   sha256 3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a
                  output    out

                                 train
                  loss           2.000
                """, summary.text());
    }

    @Test
    void theTimeOfAResumedRunIsThatSinceItResumed() {
        Summary.Course course = new Summary.Course(4, 4, 1200, 2.6, 0, "job", Map.of());
        String text = new Summary("line", "out", SIZE, course, Map.of("train", Map.of("loss", 2.0)), SHA).text();
        assertTrue(text.contains("  training  4 epochs, resumed after step 1,200, 2.6 s since then\n"), text);
    }

    @Test
    void whatTookNoStepHasNoSpeed() {
        Summary.Course course = new Summary.Course(0, 0, 0, 0.01, 0, "job", Map.of());
        Summary.Size size = new Summary.Size(10, 1, "1 output", 2, 1);
        assertEquals("""
                line is trained

                  data      10 rows, 1 feature, 1 output
                  network   2 parameters
                  training  0 epochs in 0.0 s
                  weights   sha256 3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a
                  output    out

                                 train
                  loss           2.000
                """, new Summary("line", "out", size, course, Map.of("train", Map.of("loss", 2.0)), SHA).text());
    }

    private static Summary.Course course(int epochs, int bestEpoch) {
        Map<Phase, Double> millis = new EnumMap<>(Phase.class);
        millis.put(Phase.BROADCAST, 0.4);
        millis.put(Phase.COMPUTE, 1.2);
        millis.put(Phase.WAIT, 1.1);
        millis.put(Phase.REDUCE, 0.1);
        millis.put(Phase.UPDATE, 0.3);
        return new Summary.Course(epochs, bestEpoch, 0, 14.2, 23_487, "job", millis);
    }

    private static Map<String, Double> metrics(double loss, double accuracy) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", loss);
        metrics.put("accuracy", accuracy);
        return metrics;
    }
}
