package dev.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.catalog.Parameter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

    static List<Golden> cases() {
        return Golden.cases("schedules.json");
    }

    @Test
    void everyScheduleHasAGoldenCase() {
        Set<String> missing = new HashSet<>(Schedules.CATALOG.names());
        missing.removeAll(Stream.concat(cases().stream(), Golden.file("schedules.json").list("plateaus").stream())
                .flatMap(golden -> golden.needs().stream())
                .map(need -> need.replace("learningRate ", ""))
                .collect(Collectors.toSet()));
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratesAreThoseOfPyTorch(Golden golden) {
        Schedule schedule = schedule(golden, "epoch");
        double[] rates = golden.numbers("rates");
        for (int t = 0; t < rates.length; t++) {
            assertEquals(rates[t], schedule.rate(t, 0), 1e-15, "at " + t);
        }
    }

    /** And the same rates whatever it counts. */
    @ParameterizedTest
    @MethodSource("cases")
    void aScheduleSaysWhatItsTimeCounts(Golden golden) {
        boolean timed = !schedule(golden, "epoch").unit().isEmpty();
        assertEquals(!golden.needs().equals(Set.of("learningRate constant")), timed);
        if (timed) {
            assertEquals(
                    Optional.of(Schedule.Unit.EPOCH), schedule(golden, "epoch").unit());
            assertEquals(
                    Optional.of(Schedule.Unit.STEP), schedule(golden, "step").unit());
        }
        double[] rates = golden.numbers("rates");
        for (int t = 0; t < rates.length; t++) {
            assertEquals(rates[t], schedule(golden, "step").rate(t, 0), 1e-15, "at " + t);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratesStayFiniteAndNotNegativeForEver(Golden golden) {
        for (long t : new long[] {1000, Integer.MAX_VALUE, 1L << 40}) {
            double rate = schedule(golden, "step").rate(t, 0);
            assertTrue(rate >= 0 && rate < 1, "at " + t + " it is " + rate);
        }
    }

    @Test
    void epochsAreCountedUnlessThePlanSaysSteps() {
        Map<String, Object> words = Map.of("name", "step", "every", 2, "factor", 0.5);
        assertEquals(
                Optional.of(Schedule.Unit.EPOCH),
                Schedules.CATALOG.fromWords(words).value().unit());
    }

    @Test
    void aPlateauReducesTheRateDownToItsMinimum() {
        Schedule plateau = Schedules.CATALOG
                .fromWords(Map.of("name", "plateau", "initial", 0.8, "factor", 0.5, "patience", 3, "minimum", 0.15))
                .value();
        assertEquals(
                List.of(0.8, 0.4, 0.2, 0.15, 0.15),
                Stream.of(0, 1, 2, 3, 50)
                        .map(reductions -> plateau.rate(7, reductions))
                        .toList());
        assertEquals(Optional.of(new Schedule.Plateau(3)), plateau.plateau());
        assertEquals(
                Optional.empty(), Schedules.CATALOG.choose("constant").value().plateau());
    }

    @Test
    void aWarmedUpPlateauStillWaitsForPlateaus() {
        Schedule warmup = Schedules.CATALOG
                .fromWords(Map.of(
                        "name", "warmup", "over", 4, "then", Map.of("name", "plateau", "initial", 0.8, "factor", 0.5)))
                .value();
        assertEquals(Optional.of(new Schedule.Plateau(10)), warmup.plateau());
        assertEquals(0.2, warmup.rate(0, 0));
        assertEquals(0.4, warmup.rate(10, 1));
    }

    @Test
    void argumentsOutsideTheirDomainAreRefused() {
        assertEquals(
                "initial must be 0 or a positive number but is -0.1",
                refusal(Map.of("name", "constant", "initial", -0.1)));
        assertEquals("step needs every, a whole number from 1", refusal(Map.of("name", "step", "factor", 0.5)));
        assertEquals("step needs factor, a positive number", refusal(Map.of("name", "step", "every", 5)));
        assertEquals(
                "per must be epoch or step but is batch",
                refusal(Map.of("name", "step", "every", 5, "factor", 0.5, "per", "batch")));
        assertEquals(
                "over must be a whole number from 1 or training but is 0",
                refusal(Map.of("name", "cosine", "over", 0)));
        assertEquals(
                "over must be a whole number from 1 or training but is forever",
                refusal(Map.of("name", "polynomial", "over", "forever")));
        assertEquals("warmup needs over, a whole number from 1", refusal(Map.of("name", "warmup", "then", "cosine")));
        assertEquals("warmup needs then, another learningRate", refusal(Map.of("name", "warmup", "over", 3)));
        assertEquals("factor must be in (0, 1) but is 1", refusal(Map.of("name", "plateau", "factor", 1)));
        assertEquals(
                "patience must be a whole number from 0 but is -1", refusal(Map.of("name", "plateau", "patience", -1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "polynomial"})
    void aScheduleWithoutADurationEndsWithTheTraining(String name) {
        Schedule whole = schedule(Map.of("name", name, "initial", 0.5, "final", 0.1));
        Schedule ten = schedule(Map.of("name", name, "initial", 0.5, "final", 0.1, "over", 10));
        assertTrue(whole.needsLength() && !ten.needsLength());
        for (long t : new long[] {0, 1, 5, 9, 10, 11}) {
            assertEquals(ten.rate(t, 0), whole.within(10).rate(t, 0));
            assertEquals(ten.rate(t, 0), ten.within(99).rate(t, 0), "its own duration");
        }
        assertEquals(0.1, whole.within(0).rate(1, 0), "no training, no division by 0");
    }

    @Test
    void whatFollowsAWarmupEndsWithTheTraining() {
        Schedule warmup = schedule(Map.of("name", "warmup", "over", 4, "then", Map.of("name", "cosine", "initial", 1)));
        Schedule cosine = schedule(Map.of("name", "cosine", "initial", 1, "over", 6));
        assertTrue(warmup.needsLength());
        assertEquals(0.25, warmup.within(10).rate(0, 0));
        assertEquals(cosine.rate(3, 0), warmup.within(10).rate(7, 0));
        assertEquals(0, warmup.within(10).rate(10, 0), 1e-16);
    }

    @Test
    void aWarmupCountsWhatTheScheduleAfterItCounts() {
        Map<String, Object> inner = Map.of("name", "exponential", "decay", 0.9, "per", "step");
        assertEquals(
                "per must be the same for warmup and the schedule after it, but is epoch and step",
                refusal(Map.of("name", "warmup", "over", 3, "then", inner)));
    }

    private static Schedule schedule(Object words) {
        return Schedules.CATALOG.fromWords(words).value();
    }

    private static String refusal(Object words) {
        return assertThrows(IllegalArgumentException.class, () -> Schedules.CATALOG.fromWords(words))
                .getMessage();
    }

    private static Schedule schedule(Golden golden, String per) {
        NotBuiltYet.skip(golden.needs());
        return Schedules.CATALOG
                .fromWords(counting(golden.words("schedule"), per))
                .value();
    }

    /** The same words, counting something else on every level that counts. */
    private static Object counting(Object words, String per) {
        Map<String, Object> counting = new LinkedHashMap<>();
        ((Map<?, ?>) words)
                .forEach((key, value) ->
                        counting.put(key.toString(), key.equals("then") ? counting(value, per) : value));
        boolean counts = Schedules.CATALOG.parameters(counting.get("name").toString()).stream()
                .map(Parameter::name)
                .anyMatch("per"::equals);
        if (counts) {
            counting.put("per", per);
        }
        return counting;
    }
}
