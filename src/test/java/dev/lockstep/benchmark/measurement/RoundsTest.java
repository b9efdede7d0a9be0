package dev.lockstep.benchmark.measurement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.benchmark.measurement.Rounds.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final List<String> taken = new ArrayList<>();

    private Rounds.Measurement of(String name, Double... values) {
        Iterator<Double> next = Arrays.asList(values).iterator();
        return () -> {
            taken.add(name);
            return Map.of("speed", next.next());
        };
    }

    @Test
    void measurementsTakeTurnsAndTheFirstRoundDoesNotCount() {
        Map<String, Samples> found = new Rounds()
                .add("a", of("a", 100.0, 3.0, 1.0, 2.0))
                .add("b", of("b", 0.0, 7.0, 7.0, 9.0))
                .run(3);
        assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), taken);
        assertEquals(2.0, found.get("a").median("speed"));
        assertEquals(7.0, found.get("b").median("speed"));
    }

    @Test
    void theMedianOfTwoRoundsIsTheirMean() {
        assertEquals(
                2.0,
                new Rounds().add("a", of("a", 100.0, 1.0, 3.0)).run(2).get("a").median("speed"));
    }
}
