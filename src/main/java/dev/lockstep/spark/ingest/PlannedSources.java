package dev.lockstep.spark.ingest;

import dev.lockstep.data.Labels;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.spark.ingest.row.Table;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The tables that a plan names. */
public record PlannedSources(SparkSession session, DataPlan plan) implements Sources {

    @Override
    public Table train() {
        return SourceReader.read(session, "data.train", plan.train());
    }

    @Override
    public Optional<Double> heldOutForTest() {
        return plan.test().flatMap(DataPlan.Part::heldOut);
    }

    @Override
    public Optional<Double> heldOutForValidation() {
        return plan.validation().flatMap(DataPlan.Part::heldOut);
    }

    @Override
    public Optional<Table> validation(int features) {
        return plan.validation()
                .flatMap(DataPlan.Part::source)
                .map(source -> read("data.validation", source, features));
    }

    @Override
    public Optional<Table> test(int features) {
        return plan.test().flatMap(DataPlan.Part::source).map(source -> read("data.test", source, features));
    }

    private Table read(String name, SourcePlan source, int features) {
        return SourceReader.readLike(session, name, SourceReader.like(source, plan.train()), features);
    }

    @Override
    public Optional<Labels> labels() {
        return Optional.empty();
    }
}
