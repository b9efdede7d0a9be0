package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lockstep.job.InProcess;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandSessionTest {

    @TempDir
    static Path folder;

    @Test
    void aCommandLeavesASessionThatItHasNotStarted() throws IOException {
        Path plan = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU.write(
                folder, folder.resolve("run").toString());
        Script.Result result = InProcess.run("train", plan.toString(), "--set", "training.epochs=1");
        assertEquals(0, result.code(), result.toString());
        assertFalse(LocalSpark.session().sparkContext().isStopped());
    }
}
