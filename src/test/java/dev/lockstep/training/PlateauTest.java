package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The learning rate that waits for plateaus, seen from outside: an evaluation says known metrics. */
class PlateauTest {

    static List<Golden> cases() {
        return Golden.file("schedules.json").list("plateaus");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratesAreThoseOfPyTorch(Golden golden) {
        NotBuiltYet.skip(golden.needs());
        double[] metrics = golden.numbers("metrics");
        TrainingPlan plan = new PlanDraft()
                .learningRate(golden.words("schedule"))
                .epochs(metrics.length)
                .plan();
        assertArrayEquals(golden.numbers("rates"), rates(plan, "loss", metrics), 1e-15);
    }

    @Test
    void earlyStoppingsMetricIsWatchedInItsOwnDirection() {
        TrainingPlan plan = new PlanDraft()
                .learningRate(Map.of("name", "plateau", "initial", 0.8, "factor", 0.5, "patience", 0))
                .epochs(5)
                .earlyStopping("accuracy", 5, 0)
                .plan();
        double[] rates = rates(plan, "accuracy", 0.1, 0.2, 0.2, 0.3, 0.25);
        assertArrayEquals(new double[] {0.8, 0.8, 0.8, 0.4, 0.4}, rates);
    }

    @Test
    void whatIsNotANumberIsNoImprovement() {
        TrainingPlan plan = new PlanDraft()
                .learningRate(Map.of("name", "plateau", "initial", 0.8, "factor", 0.5, "patience", 1))
                .epochs(6)
                .plan();
        double nan = Double.NaN;
        assertArrayEquals(new double[] {0.8, 0.8, 0.4, 0.4, 0.4, 0.4}, rates(plan, "loss", nan, nan, 1, 2, 0.5, nan));
    }

    @Test
    void aPlateauNeedsValidationData() {
        TrainingPlan plan = new PlanDraft().learningRate("plateau").plan();
        String text = assertThrows(
                        IllegalArgumentException.class,
                        () -> Training.trainer(
                                plan, plan.network().network(1, 1), 1, (members, parameters, step) -> null))
                .getMessage();
        assertEquals("training.earlyStopping and learningRate plateau need validation data, set data.validation", text);
    }

    private static double[] rates(TrainingPlan plan, String metric, double... values) {
        List<Double> rates = new ArrayList<>();
        Evaluation evaluation = (networks, parameters) -> List.of(Map.of(metric, values[rates.size()]));
        OneGradient gradients = (parameters, step) -> new GradientSum(0, 1, new float[2]);
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                rates.add(report.learningRate());
            }
        };
        Steps steps = Training.steps(plan, plan.network().network(1, 1), 10, gradients);
        new Trainer(plan, steps, Optional.of(evaluation), List.of(listener))
                .train(TrainingState.initial(plan, new float[2]));
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
