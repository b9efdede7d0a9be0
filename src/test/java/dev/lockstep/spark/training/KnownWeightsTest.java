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
        "digits, d33ca63ba9605ac16aeec4243072244c622b21537058a66c1f2d49365d15e40f",
        "friedman, 856d137ab879f6d4e164dcf018b9e88ee0c94c4b284498cef516ab8ef65f3f72"
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
