package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.Plans;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanLineTest {

    private static List<String> given(String yaml) {
        return PlanLine.of(Plans.of(yaml)).stream()
                .filter(line -> !line.isDefault())
                .map(line -> line.text().strip())
                .filter(text -> !text.startsWith("output") && !text.startsWith("name"))
                .toList();
    }

    @Test
    void allLinesTogetherAreThePlan() {
        RunPlan plan =
                Plans.of("data: {train: a.csv, label: y}\nloss: mse\nnetwork: {hidden: [{units: 3}, {units: 4}]}");
        assertEquals(
                PlanWriter.write(plan),
                PlanLine.of(plan).stream().map(line -> line.text() + "\n").collect(Collectors.joining()));
    }

    @Test
    void defaultsAreThoseOfTheSchema() {
        assertEquals(
                List.of(
                        "data:",
                        "train:",
                        "path: a.csv",
                        "label: \"y\"",
                        "scale: minmax",
                        "network:",
                        "hidden:",
                        "- units: 3",
                        "dropout: 0.5",
                        "loss: mse",
                        "optimizer:",
                        "beta1: 0.5",
                        "beta2: 0.999",
                        "epsilon: 1E-8",
                        "training:",
                        "epochs: 7"),
                given(
                                "data: {train: a.csv, label: y, scale: minmax}\nloss: mse\nnetwork: {hidden: [{units: 3, dropout: 0.5}]}\n"
                                        + "optimizer: {name: adam, beta1: 0.5}\ntraining: {epochs: 7}")
                        .stream()
                        .filter(text -> !Arrays.asList("output:", "penalty:", "math:", "checkpoint:")
                                .contains(text))
                        .toList());
    }
}
