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
        assertEquals(2.0, found.get("a").of("speed").median());
        assertEquals(7.0, found.get("b").of("speed").median());
    }

    @Test
    void theMedianOfTwoRoundsIsTheirMean() {
        assertEquals(
                2.0,
                new Rounds()
                        .add("a", of("a", 100.0, 1.0, 3.0))
                        .run(2)
                        .get("a")
                        .of("speed")
                        .median());
    }

    @Test
    void theSpreadIsOfWhatEveryRoundSays() {
        Samples samples = new Samples(List.of(
                Map.of("step", 9.0, "own", 5.0), Map.of("step", 8.0, "own", 1.0), Map.of("step", 6.0, "own", 4.0)));
        assertEquals(new Spread(8, 6, 9), samples.of("step"));
        assertEquals(new Spread(4, 2, 7), samples.of(round -> round.get("step") - round.get("own")));
        assertEquals(new Spread(16, 12, 18), samples.of("step").times(2));
    }
}
