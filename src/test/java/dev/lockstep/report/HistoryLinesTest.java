package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.training.EpochReport;
import dev.lockstep.training.StepTimer.Phase;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryLinesTest {

    @Test
    void aLineIsOneObject() {
        Map<String, Double> validation = new LinkedHashMap<>();
        validation.put("loss", 0.1);
        validation.put("accuracy", 0.975);
        Map<Phase, Double> millis = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            millis.put(phase, millis.size() + 0.25);
        }
        EpochReport report = new EpochReport(1, 21, 1.0 / 3, validation, 1e-4, 2.5, 23_487.5, millis);
        assertEquals(
                "{\"epoch\":1,\"step\":21,\"train\":{\"loss\":0.3333333333333333},"
                        + "\"validation\":{\"loss\":0.1,\"accuracy\":0.975},"
                        + "\"learningRate\":1.0E-4,\"gradientNorm\":2.5,\"rowsPerSecond\":23487.5,"
                        + "\"stepMillis\":{\"broadcast\":0.25,\"compute\":1.25,\"wait\":2.25,\"reduce\":3.25,"
                        + "\"update\":4.25}}",
                HistoryLines.line(report));
    }

    @Test
    void whatThereIsNotIsNull() {
        EpochReport report = new EpochReport(
                2, 42, Double.NaN, Map.of(), 0.1, Double.POSITIVE_INFINITY, 1, Map.of(Phase.WAIT, Double.NaN));
        assertEquals(
                "{\"epoch\":2,\"step\":42,\"train\":{\"loss\":null},\"validation\":null,\"learningRate\":0.1,"
                        + "\"gradientNorm\":null,\"rowsPerSecond\":1.0,\"stepMillis\":{\"wait\":null}}",
                HistoryLines.line(report));
    }
}
