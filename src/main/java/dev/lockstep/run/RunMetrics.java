package dev.lockstep.run;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.training.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of a run: the file {@code metrics.json}.
 *
 * @param run the plan's name
 * @param train evaluated with the final weights, dropout off, without penalty
 * @param bestEpoch the epoch of the weights, from 1; 0 if there was none
 * @param rows rows trained on
 * @param seconds of training alone
 * @param weightsSha256 of the parameters as little-endian floats
 * @param engine that took the steps
 * @param counts of the evaluated rows, by {@code train}, {@code validation} and {@code test}
 * @param ensemble the members of an ensemble
 */
public record RunMetrics(
        String run,
        Measurement train,
        Optional<Measurement> validation,
        Optional<Measurement> test,
        int epochs,
        int bestEpoch,
        long steps,
        long rows,
        double seconds,
        double rowsPerSecond,
        String weightsSha256,
        String engine,
        TrainingResult.Reason stopped,
        Map<String, RowCounts> counts,
        Optional<MemberMetrics> ensemble) {

    /** @param id of the run, as in its marker */
    public String toJson(String id) {
        return Json.pretty(new Keys()
                .with(RunMarker.ID, id)
                .with("run", run)
                .with("train", fields("train", train))
                .with(
                        "validation",
                        validation.map(on -> fields("validation", on)).orElse(null))
                .with("test", test.map(on -> fields("test", on)).orElse(null))
                .with("epochs", epochs)
                .with("bestEpoch", bestEpoch)
                .with("steps", steps)
                .with("rows", rows)
                .with("seconds", seconds)
                .with("rowsPerSecond", rowsPerSecond)
                .with("weightsSha256", weightsSha256)
                .with("engine", engine)
                .with("stopped", Names.of(stopped))
                .withGiven("members", ensemble.map(MemberMetrics::list))
                .withGiven("spread", ensemble.map(MemberMetrics::spread))
                .map());
    }

    /** What was measured, by the evaluated rows. */
    Map<String, Measurement> measured() {
        Map<String, Measurement> measured = new LinkedHashMap<>();
        measured.put("train", train);
        validation.ifPresent(on -> measured.put("validation", on));
        test.ifPresent(on -> measured.put("test", on));
        return measured;
    }

    /** The metrics by name, such as {@code test/accuracy}. */
    Map<String, Double> results() {
        Map<String, Double> results = new LinkedHashMap<>();
        measured().forEach((rows, on) -> on.metrics().forEach((name, value) -> results.put(rows + "/" + name, value)));
        return results;
    }

    /** What identifies the result elsewhere. */
    Map<String, String> tags() {
        return Map.of("lockstep.weightsSha256", weightsSha256, "lockstep.stopped", Names.of(stopped));
    }

    private Map<String, Object> fields(String rows, Measurement measurement) {
        Map<String, Object> fields = new LinkedHashMap<>(measurement.metrics());
        fields.putAll(measurement.details());
        Optional.ofNullable(counts.get(rows)).map(RowCounts::fields).ifPresent(fields::putAll);
        return fields;
    }

    /**
     * The members of an ensemble in {@code metrics.json}, each with the metrics of its own predictions, and the standard
     * deviation of every metric over the members, dividing by their number.
     *
     * @param metrics by the evaluated rows, of each member
     */
    record MemberMetrics(
            TrainingPlan plan, List<TrainingResult.OfMember> members, Map<String, List<Map<String, Double>>> metrics) {

        /** One entry per member. */
        List<Map<String, Object>> list() {
            List<Map<String, Object>> list = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                int index = i;
                TrainingResult.OfMember member = members.get(i);
                Keys keys = new Keys()
                        .with("seed", plan.seed(i))
                        .with("epochs", member.epochs())
                        .with("bestEpoch", member.bestEpoch())
                        .with("stopped", Names.of(member.stopped()));
                metrics.forEach((rows, ofMembers) -> keys.with(rows, ofMembers.get(index)));
                list.add(keys.map());
            }
            return list;
        }

        /** The standard deviations, by the evaluated rows. */
        Map<String, Object> spread() {
            Map<String, Object> spread = new LinkedHashMap<>();
            metrics.forEach((rows, ofMembers) -> {
                Map<String, Double> deviations = new LinkedHashMap<>();
                ofMembers.get(0).keySet().forEach(name -> deviations.put(name, deviation(ofMembers, name)));
                spread.put(rows, deviations);
            });
            return spread;
        }

        private static double deviation(List<Map<String, Double>> ofMembers, String name) {
            double mean = 0;
            for (Map<String, Double> member : ofMembers) {
                mean += member.get(name) / ofMembers.size();
            }
            double squares = 0;
            for (Map<String, Double> member : ofMembers) {
                squares += (member.get(name) - mean) * (member.get(name) - mean);
            }
            return Math.sqrt(squares / ofMembers.size());
        }
    }
}
