package dev.lockstep.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.evaluation.Metrics;
import dev.lockstep.plan.PublishPlan;
import dev.lockstep.plan.PublishPlan.Absolute;
import dev.lockstep.plan.PublishPlan.Relative;
import dev.lockstep.plan.PublishPlan.Tolerance;
import dev.lockstep.publish.Judgement.Current;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of a publication, case by case. */
class JudgementTest {

    private record Row(PublishPlan rules, double candidate, Optional<Current> current, boolean accepted, String why) {}

    private static PublishPlan rules(String metric, Double limit, Tolerance notWorseBy) {
        boolean high = Metrics.CATALOG.choose(metric).value().higherIsBetter();
        return new PublishPlan(
                "models",
                Metrics.CATALOG.choose(metric),
                Optional.ofNullable(limit).filter(given -> high),
                Optional.ofNullable(limit).filter(given -> !high),
                Optional.ofNullable(notWorseBy),
                5);
    }

    private static Optional<Current> current(double figure) {
        return Optional.of(new Current("0001-a", Optional.of(figure), ""));
    }

    private static Optional<Current> incomparable() {
        return Optional.of(new Current("0001-a", Optional.empty(), "its data.label is [z], not [y]"));
    }

    static Stream<Row> rows() {
        Tolerance none = new Absolute(0);
        Optional<Current> first = Optional.empty();
        return Stream.of(
                new Row(rules("loss", null, none), 9, first, true, "there is no current version"),
                new Row(
                        rules("loss", 0.5, none),
                        0.4,
                        first,
                        true,
                        "loss is 0.4, at most publish.maximum 0.5; there is no current version"),
                new Row(rules("loss", 0.5, none), 0.6, first, false, "loss is 0.6, above publish.maximum 0.5"),
                new Row(
                        rules("accuracy", 0.5, none),
                        0.5,
                        first,
                        true,
                        "accuracy is 0.5, at least publish.minimum 0.5; there is no current version"),
                new Row(rules("accuracy", 0.5, none), 0.4, first, false, "accuracy is 0.4, below publish.minimum 0.5"),
                new Row(
                        rules("loss", null, none),
                        0.5,
                        current(0.5),
                        true,
                        "loss is 0.5, that of the current version 0001-a is 0.5"),
                new Row(
                        rules("loss", null, none),
                        0.5000001,
                        current(0.5),
                        false,
                        "loss is 0.5000001, that of the current version 0001-a is 0.5: worse"),
                new Row(
                        rules("loss", null, none),
                        0.4,
                        current(0.5),
                        true,
                        "loss is 0.4, that of the current version 0001-a is 0.5"),
                new Row(
                        rules("accuracy", null, none),
                        0.75,
                        current(0.875),
                        false,
                        "accuracy is 0.75, that of the current version 0001-a is 0.875: worse"),
                new Row(
                        rules("accuracy", null, new Absolute(0.125)),
                        0.75,
                        current(0.875),
                        true,
                        "accuracy is 0.75, that of the current version 0001-a is 0.875"),
                new Row(
                        rules("accuracy", null, new Absolute(0.1)),
                        0.75,
                        current(0.875),
                        false,
                        "accuracy is 0.75, that of the current version 0001-a is 0.875: worse by more than 0.1"),
                new Row(
                        rules("rmse", null, new Relative(0.5)),
                        15,
                        current(10),
                        true,
                        "rmse is 15.0, that of the current version 0001-a is 10.0"),
                new Row(
                        rules("rmse", null, new Relative(0.25)),
                        13,
                        current(10),
                        false,
                        "rmse is 13.0, that of the current version 0001-a is 10.0: worse by more than 0.25 of it"),
                new Row(
                        rules("r2", null, new Relative(0.5)),
                        -3,
                        current(-2),
                        true,
                        "r2 is -3.0, that of the current version 0001-a is -2.0"),
                new Row(
                        rules("accuracy", 0.9, new Absolute(0.1)),
                        0.75,
                        current(0.875),
                        false,
                        "accuracy is 0.75, below publish.minimum 0.9; accuracy is 0.75, that of the current version"
                                + " 0001-a is 0.875: worse by more than 0.1"),
                new Row(
                        rules("loss", null, none),
                        Double.POSITIVE_INFINITY,
                        first,
                        false,
                        "loss is infinite on these rows"),
                new Row(
                        rules("loss", null, new Relative(0)),
                        0.1,
                        current(Double.POSITIVE_INFINITY),
                        true,
                        "loss is 0.1, that of the current version 0001-a is Infinity"),
                new Row(
                        rules("r2", null, new Relative(0.5)),
                        0.1,
                        current(Double.NEGATIVE_INFINITY),
                        true,
                        "r2 is 0.1, that of the current version 0001-a is -Infinity"),
                new Row(
                        rules("loss", null, none),
                        0.1,
                        incomparable(),
                        false,
                        "it cannot be compared with the current version 0001-a: its data.label is [z], not [y]"),
                new Row(
                        rules("loss", null, null),
                        0.1,
                        incomparable(),
                        true,
                        "it is not compared with the current version 0001-a (publish.notWorseBy: none)"),
                new Row(
                        rules("area_under_roc", null, none),
                        Double.NaN,
                        current(0.5),
                        false,
                        "area_under_roc is undefined on these rows"),
                new Row(
                        rules("r2", null, none),
                        0.5,
                        current(Double.NaN),
                        false,
                        "r2 of the current version 0001-a is undefined on these rows"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isDecidedByTheRules(Row row) {
        Judgement judgement = Judgement.of(row.rules(), row.candidate(), row.current());
        assertEquals(row.why(), String.join("; ", judgement.reasons()));
        assertEquals(row.accepted(), judgement.accepted());
    }
}
