package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that plain Java gives on every machine and for ever: a change of theirs is a change for all users. */
class KnownWeightsTest {

    @ParameterizedTest
    @CsvSource({
        "digits, c404af63717517b2eeef91b9fabdf511728ab9af926092d01591b2ea50bebb4e",
        "friedman, f7888ccff04915558280631bc656f14505423c394c9db05bd2b0ebf47af0c0f2"
    })
    void plainJavaGivesTheSameWeightsOnEveryMachine(String name, String sha256) throws IOException {
        String yaml = Files.readString(Project.path("conf", name + ".yaml"))
                .replace("data/" + name, Project.path("data", name).toString())
                .replaceAll("(?m)^output:.*$", "");
        RunPlan plan = Plans.of(yaml, "math.blas=java", "training.epochs=2");
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            assertEquals(
                    sha256,
                    Fingerprint.sha256(
                            Trained.cluster(plan, data).train(List.of()).parameters()));
        }
    }
}
