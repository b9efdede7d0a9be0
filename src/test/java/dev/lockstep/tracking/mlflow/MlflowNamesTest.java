package dev.lockstep.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlflowNamesTest {

    @ParameterizedTest
    @CsvSource({
        "validation/top_k_accuracy, validation/top_k_accuracy",
        "network.hidden.0.units, network.hidden.0.units",
        "a/../b, a/_/b",
        "../a, _/a",
        "a/., a/_",
        "/a, _/a",
        "a//b, a/_/b",
        "a/, a/_",
        ".., _",
        "größe [m²], gr__e__m__",
        "a:b, a_b"
    })
    void keysLeadNowhere(String name, String key) {
        assertEquals(key, MlflowNames.key(name));
    }

    @Test
    void longTextsAreCut() {
        assertEquals(250, MlflowNames.key("k".repeat(300)).length());
        assertEquals(500, MlflowNames.param("v".repeat(501)).length());
        assertEquals("v".repeat(500), MlflowNames.param("v".repeat(500)));
        assertEquals(5000, MlflowNames.tag("t".repeat(6000)).length());
    }

    @Test
    void keysThatBecomeTheSameStayApart() {
        Map<String, String> entries = new LinkedHashMap<>();
        List.of("ä", "ö", "_", "x".repeat(250) + "1", "x".repeat(250) + "2").forEach(name -> entries.put(name, name));
        assertEquals(
                List.of("_", "__2", "__3", "x".repeat(250), "x".repeat(248) + "_2"),
                List.copyOf(MlflowNames.keyed(entries, value -> value).keySet()));
    }
}
