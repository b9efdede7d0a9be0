package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.training.EpochReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EpochLinesTest {

    /** Ten steps an epoch. */
    private static final Epochs CUT = new Epochs(new ShardLayout(640, 1), 64);

    private static final Watched NONE = new Watched(Optional.empty());

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final EpochLines lines = new EpochLines(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);

    @Test
    void aLineSaysHowFarHowGoodHowFastAndHowLong() {
        start(NONE, 60, 0);
        epochEndsAfterSeconds(12, 3, Map.of());
        assertEquals("epoch 12/60  loss 0.04310  23,500 rows/s  12 s left", line());
        epochEndsAfterSeconds(13, 3, metrics("loss", 0.0723, "accuracy", 0.97914));
        assertEquals(
                "epoch 13/60  loss 0.04310  validation loss 0.07230, accuracy 0.9791  23,500 rows/s  11 s left",
                line());
    }

    @Test
    void theFollowedMetricStandsFirst() {
        start(new Watched(Optional.of("accuracy")), 5, 0);
        epochEndsAfterSeconds(1, 100, metrics("loss", 0.0723, "accuracy", 0.97914));
        assertEquals(
                "epoch 1/5  loss 0.04310  validation accuracy 0.9791, loss 0.07230  23,500 rows/s  6 min 40 s left",
                line());
    }

    @Test
    void fourMetricsAreEnough() {
        start(NONE, 5, 0);
        Map<String, Double> metrics = metrics("loss", 1.0, "rmse", 2.0);
        metrics.putAll(metrics("mae", 3.0, "r2", 0.5));
        metrics.put("fifth", 5.0);
        epochEndsAfterSeconds(5, 1, metrics);
        assertEquals(
                "epoch 5/5  loss 0.04310  validation loss 1.000, rmse 2.000, mae 3.000, r2 0.5000  23,500 rows/s",
                line());
    }

    @Test
    void epochsAreAligned() {
        start(NONE, 100, 0);
        epochEndsAfterSeconds(9, 0, Map.of());
        assertEquals("epoch   9/100  loss 0.04310  23,500 rows/s", line());
    }

    @Test
    void afterAResumeTheTimeLeftIsReckonedFromThere() {
        start(NONE, 60, 500);
        epochEndsAfterSeconds(51, 2, Map.of());
        assertEquals("epoch 51/60  loss 0.04310  23,500 rows/s  18 s left", line());
    }

    private void start(Watched watched, int epochs, long firstStep) {
        lines.start(watched, epochs, CUT, firstStep);
    }

    private void epochEndsAfterSeconds(int epoch, long seconds, Map<String, Double> validation) {
        nanos.set(seconds * 1_000_000_000);
        lines.epochEnded(new EpochReport(epoch, epoch * 10L, 0.0431, validation, 0.001, 1.5, 23_487.3, Map.of()));
    }

    private String line() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text.replace(System.lineSeparator(), "");
    }

    private static Map<String, Double> metrics(String first, double firstValue, String second, double secondValue) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(first, firstValue);
        metrics.put(second, secondValue);
        return metrics;
    }
}
