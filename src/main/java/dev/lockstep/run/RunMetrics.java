package dev.lockstep.run;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.training.TrainingResult;
import java.util.LinkedHashMap;
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

    private Map<String, Object> fields(String rows, Measurement measurement) {
        Map<String, Object> fields = new LinkedHashMap<>(measurement.metrics());
        fields.putAll(measurement.details());
        Optional.ofNullable(counts.get(rows)).map(RowCounts::fields).ifPresent(fields::putAll);
        return fields;
    }
}
