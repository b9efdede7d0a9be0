package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics beside those of scikit-learn, in {@code golden/metrics.json}. */
class GoldenMetricsTest {

    private static final double TOLERANCE = 1e-9;
    private static final double BINNED_TOLERANCE = 1e-3;
    private static final long FEW_ROWS = 1;
    private static final List<Case> CASES = read();

    /** Where each row is tallied; the tallies are merged in pairs, some of them empty. */
    private enum Partitioning {
        TOGETHER(1) {
            @Override
            int place(int row) {
                return 0;
            }
        },
        DEALT(3) {
            @Override
            int place(int row) {
                return row % 3;
            }
        },
        UNEVEN_WITH_EMPTY_ONES(5) {
            @Override
            int place(int row) {
                return row < 7 ? 1 : 3;
            }
        },
        ONE_BY_ONE(2000) {
            @Override
            int place(int row) {
                return row;
            }
        };

        private final int count;

        Partitioning(int count) {
            this.count = count;
        }

        abstract int place(int row);
    }

    static Stream<Arguments> partitionedCases() {
        return CASES.stream()
                .flatMap(golden -> Stream.of(Partitioning.values()).map(parts -> Arguments.of(golden, parts)));
    }

    static Stream<Case> casesOfManyFineScores() {
        return CASES.stream().filter(golden -> golden.name().startsWith("many fine"));
    }

    @ParameterizedTest
    @MethodSource("partitionedCases")
    void metricsAreThoseOfScikitLearnHoweverRowsArePartitioned(Case golden, Partitioning parts) {
        Tally tally = golden.tally(FEW_ROWS, parts);
        Map<String, Double> metrics = tally.metrics((lossSum, weightSum) -> lossSum / weightSum);
        Map<String, Double> expected = new TreeMap<>(golden.metrics());
        // The loss of every row is 2.
        expected.put("loss", 2.0);
        assertEquals(expected.keySet(), new TreeSet<>(metrics.keySet()));
        expected.forEach((name, value) -> assertEquals(value, metrics.get(name), TOLERANCE, name));
        assertNear(golden.json().get("details"), new ObjectMapper().valueToTree(tally.details(List.of())), "details");
    }

    @ParameterizedTest
    @MethodSource("casesOfManyFineScores")
    void areasOfBinnedScoresAreNearTheExactOnes(Case golden) {
        Tally tally = golden.tally(ScoreCurve.MOST_EXACT_ROWS + 1, Partitioning.DEALT);
        Map<String, Double> metrics = tally.metrics(Double::sum);
        for (String area : List.of("area_under_roc", "area_under_pr")) {
            double exact = golden.metrics().get(area);
            assertEquals(exact, metrics.get(area), BINNED_TOLERANCE, area);
            assertNotEquals(exact, metrics.get(area), TOLERANCE, area + " should be of bins");
        }
        assertEquals(true, tally.details(List.of()).get("areasBinned"));
        golden.metrics().keySet().stream()
                .filter(name -> !name.startsWith("area"))
                .forEach(name -> assertEquals(golden.metrics().get(name), metrics.get(name), TOLERANCE, name));
    }

    @Test
    void everyMetricOfTheCatalogIsAmongTheCases() {
        TreeSet<String> compared = new TreeSet<>(List.of("loss"));
        CASES.forEach(golden -> compared.addAll(golden.metrics().keySet()));
        assertEquals(new TreeSet<>(Metrics.CATALOG.names()), compared);
    }

    /** Everything that is expected is there; the tally may have more. */
    private static void assertNear(JsonNode expected, JsonNode actual, String path) {
        if (expected.isNumber()) {
            assertEquals(expected.doubleValue(), actual.doubleValue(), TOLERANCE, path);
            return;
        }
        assertEquals(expected.getNodeType(), actual.getNodeType(), path);
        if (expected.isArray()) {
            assertEquals(expected.size(), actual.size(), path);
            for (int i = 0; i < expected.size(); i++) {
                assertNear(expected.get(i), actual.get(i), path + "[" + i + "]");
            }
        }
        expected.fieldNames().forEachRemaining(name -> {
            assertTrue(actual.has(name), path + "." + name);
            assertNear(expected.get(name), actual.get(name), path + "." + name);
        });
    }

    /** A line of the golden file. */
    private record Case(JsonNode json, float[][] values, float[][] targets, float[] weights) {

        Case(JsonNode json) {
            this(json, rows(json.get("values")), rows(json.get("targets")), weights(json));
        }

        String name() {
            return json.get("name").textValue();
        }

        Map<String, Double> metrics() {
            Map<String, Double> metrics = new TreeMap<>();
            json.get("metrics")
                    .properties()
                    .forEach(metric ->
                            metrics.put(metric.getKey(), metric.getValue().doubleValue()));
            return metrics;
        }

        /** @param rows how many rows the tally is told there are */
        Tally tally(long rows, Partitioning parts) {
            List<Tally> tallies = new ArrayList<>();
            for (int place = 0; place < parts.count; place++) {
                int here = place;
                int[] members = IntStream.range(0, values.length)
                        .filter(row -> parts.place(row) == here)
                        .toArray();
                tallies.add(tally(rows, members));
            }
            return merged(tallies);
        }

        /** In two blocks, as a shard would be. */
        private Tally tally(long rows, int[] members) {
            Tally tally = empty(rows);
            int middle = members.length / 2;
            tally.add(block(members, 0, middle));
            tally.add(block(members, middle, members.length));
            return tally;
        }

        private Tally empty(long rows) {
            return switch (json.get("kind").textValue()) {
                case "classes" ->
                    new ClassTally(new ClassRule(
                            json.get("classes").intValue(),
                            json.get("decidesAt").floatValue(),
                            json.get("probabilities").booleanValue(),
                            json.get("top").intValue(),
                            rows));
                case "labels" ->
                    new MultiLabelTally(values[0].length, json.get("decidesAt").floatValue());
                default -> new RegressionTally(doubles(json.get("labelScale")));
            };
        }

        private Predictions block(int[] members, int from, int to) {
            int units = values[0].length;
            int width = targets[0].length;
            float[] blockValues = new float[(to - from) * units];
            float[] blockTargets = new float[(to - from) * width];
            float[] blockWeights = new float[to - from];
            double lossSum = 0;
            for (int i = from; i < to; i++) {
                System.arraycopy(values[members[i]], 0, blockValues, (i - from) * units, units);
                System.arraycopy(targets[members[i]], 0, blockTargets, (i - from) * width, width);
                blockWeights[i - from] = weights[members[i]];
                lossSum += 2 * weights[members[i]];
            }
            return new Predictions(to - from, units, blockValues, width, blockTargets, blockWeights, lossSum);
        }

        private static Tally merged(List<Tally> tallies) {
            List<Tally> level = tallies;
            while (level.size() > 1) {
                List<Tally> next = new ArrayList<>();
                for (Iterator<Tally> rest = level.iterator(); rest.hasNext(); ) {
                    Tally left = rest.next();
                    next.add(rest.hasNext() ? left.merge(rest.next()) : left);
                }
                level = next;
            }
            return level.get(0);
        }

        private static float[] weights(JsonNode json) {
            float[] weights = new float[json.get("values").size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = json.get("weights").isNull()
                        ? 1f
                        : json.get("weights").get(i).floatValue();
            }
            return weights;
        }

        private static float[][] rows(JsonNode rows) {
            float[][] values = new float[rows.size()][rows.get(0).size()];
            for (int row = 0; row < values.length; row++) {
                for (int i = 0; i < values[row].length; i++) {
                    values[row][i] = rows.get(row).get(i).floatValue();
                }
            }
            return values;
        }

        private static double[] doubles(JsonNode values) {
            return StreamSupport.stream(values.spliterator(), false)
                    .mapToDouble(JsonNode::doubleValue)
                    .toArray();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    private static List<Case> read() {
        try (InputStream file = GoldenMetricsTest.class.getResourceAsStream("/golden/metrics.json")) {
            JsonNode cases = new ObjectMapper().readTree(file).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(Case::new)
                    .toList();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
