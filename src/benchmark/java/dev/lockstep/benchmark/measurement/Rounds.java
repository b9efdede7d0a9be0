package dev.lockstep.benchmark.measurement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Measurements taken in turns, round after round, so that whatever else the machine does meets all of them alike. */
public final class Rounds {

    private final Map<String, Measurement> measurements = new LinkedHashMap<>();

    /** Measures once: numbers by name. */
    public interface Measurement {
        Map<String, Double> take();
    }

    public Rounds add(String name, Measurement measurement) {
        measurements.put(name, measurement);
        return this;
    }

    /** Runs one round that does not count, to warm up, and then others that do. */
    public Map<String, Samples> run(int count) {
        measurements.values().forEach(Measurement::take);
        return runCold(count);
    }

    /** Runs rounds that all count. */
    public Map<String, Samples> runCold(int count) {
        Map<String, Samples> all = new LinkedHashMap<>();
        for (int round = 0; round < count; round++) {
            measurements.forEach(
                    (name, measurement) -> all.computeIfAbsent(name, unused -> new Samples(new ArrayList<>()))
                            .taken()
                            .add(measurement.take()));
        }
        return all;
    }

    /** What a measurement found, round by round. */
    public record Samples(List<Map<String, Double>> taken) {

        /** A number's median over the rounds, with its lowest and highest. */
        public Spread of(String name) {
            return of(round -> round.get(name));
        }

        /** The same of what is computed of every round's numbers. */
        public Spread of(ToDoubleFunction<Map<String, Double>> number) {
            return Spread.of(taken.stream().map(number::applyAsDouble).toList());
        }
    }
}
