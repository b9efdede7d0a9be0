package dev.lockstep.publish;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.PublishPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.publish.Judgement.Current;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Failure;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.published.PublishedFolder;
import dev.lockstep.spark.published.VersionFolder;
import dev.lockstep.spark.published.VersionName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** A candidate and the current model, measured on the same rows. */
final class Comparison implements AutoCloseable {

    private static final String LOSS = "loss";

    private final RunPlan plan;
    private final PublishPlan rules;
    private final RunPublication candidate;
    private final TodaysRows rows;
    private final TodaysRows.Measured measured;
    private final Optional<Current> current;

    Comparison(SparkSession session, RunPlan plan, PublishPlan rules, RunPublication candidate) throws IOException {
        this.plan = plan;
        this.rules = rules;
        this.candidate = candidate;
        this.rows = new TodaysRows(session, plan, candidate.run());
        try {
            this.measured = rows.measure(candidate.run(), top());
            PublishedFolder folder = candidate.publication().folder();
            Optional<VersionName> version = folder.current().map(now -> now.version());
            this.current = version.isPresent() && rules.notWorseBy().isPresent()
                    ? Optional.of(current(folder.version(version.get()), session))
                    : version.map(name -> new Current(name.toString(), Optional.empty(), ""));
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            rows.close();
            throw e;
        }
    }

    private int top() {
        return rules.metric().value().top();
    }

    private String metric() {
        return rules.metric().value().name();
    }

    private double figure() {
        Double figure = measured.metrics().get(metric());
        if (figure == null) {
            throw Violation.of(key("publish.metric") + " must be one of "
                    + String.join(", ", measured.metrics().keySet()) + " for these data but is " + metric());
        }
        return figure;
    }

    /** The current model's metric, or what keeps it from being comparable. */
    private Current current(VersionFolder version, SparkSession session) {
        String name = version.name().toString();
        try {
            SavedRun model =
                    SavedRun.in(version.files().folder(), session.sparkContext().hadoopConfiguration());
            Optional<String> difference = difference(model.plan());
            if (difference.isPresent()) {
                return new Current(name, Optional.empty(), difference.get());
            }
            Double found = rows.measure(model, top()).metrics().get(metric());
            return new Current(name, Optional.ofNullable(found), "it has no metric " + metric());
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            Failure failure = Failure.of(e);
            if (!Set.of(ExitCode.DATA, ExitCode.PLAN).contains(failure.code())) {
                throw e;
            }
            return new Current(name, Optional.empty(), Secrets.of(plan).hide(failure.message()));
        }
    }

    /** What makes the metrics of two models mean different things. */
    private Optional<String> difference(RunPlan other) {
        RowPlan mine = plan.data().rows();
        RowPlan others = other.data().rows();
        if (!mine.label().equals(others.label())) {
            return Optional.of("its data.label is " + others.label() + ", not " + mine.label());
        }
        if (!mine.weight().equals(others.weight())) {
            return Optional.of("its data.weight is " + others.weight().orElse("none") + ", not "
                    + mine.weight().orElse("none"));
        }
        Object loss = plan.training().loss().words();
        Object othersLoss = other.training().loss().words();
        return metric().equals(LOSS) && !loss.equals(othersLoss)
                ? Optional.of("its loss is " + othersLoss + ", not " + loss)
                : Optional.empty();
    }

    Judgement judgement() {
        return Judgement.of(rules, figure(), current);
    }

    /** The figures, for a verdict. */
    Map<String, Object> about() {
        return new Keys()
                .with("name", plan.name())
                .with("weightsSha256", candidate.run().weightsSha256())
                .with("metric", metric())
                .with("candidate", figure())
                .with("current", current.flatMap(Current::figure).orElse(null))
                .with("currentVersion", current.map(Current::version).orElse(null))
                .with("rows", measured.rows())
                .with("rowsOf", rows.name())
                .with("minimum", rules.minimum().orElse(null))
                .with("maximum", rules.maximum().orElse(null))
                .with("notWorseBy", rules.notWorseBy().map(Object::toString).orElse("none"))
                .map();
    }

    /** Checks that a written version predicts as the candidate. */
    void requireSameScores(VersionFolder version) {
        SampleScores.requireEqual(candidate.run(), version, rows.sample(candidate.run()));
    }

    @Override
    public void close() {
        rows.close();
    }
}
