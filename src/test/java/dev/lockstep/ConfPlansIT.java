package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plan that comes with the project can be run as it is. */
@Tag("full")
class ConfPlansIT {

    static List<Path> plans() throws IOException {
        try (Stream<Path> files = Files.list(Project.path("conf"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereArePlans() throws IOException {
        assertTrue(plans().size() >= 5, plans().toString());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anEpochOfThePlanTrains(Path file) {
        RunPlan asItIs = PlanFile.read(file.toString(), List.of());
        RunPlan plan = PlanFile.read(
                file.toString(),
                List.of(
                        "training.epochs=1",
                        "data.train.path=" + Project.path(asItIs.data().train().path()),
                        "data.test.path="
                                + Project.path(asItIs.data()
                                        .test()
                                        .flatMap(DataPlan.Part::source)
                                        .orElseThrow()
                                        .path())));
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = new ClusterTraining(LocalSpark.context(), plan.training(), data);
            TrainingResult result = training.train(List.of());
            assertEquals(1, result.epochs());
            Map<String, Double> metrics = training.evaluation()
                    .of(data.test().orElseThrow(), result.parameters())
                    .metrics();
            metrics.forEach((name, value) -> assertTrue(Double.isFinite(value), name + " is " + value));
        }
        assertEquals("runs/" + plan.name(), plan.output());
    }
}
