package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.StepTimer.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepMeansTest {

    /** Of 10 steps an epoch, 5 of the third are left to take after the resume. */
    @Test
    void aResumedRunsMeansAreThoseOfTheStepsItTook() {
        StepMeans means = new StepMeans();
        means.started(null, new Epochs(new ShardLayout(100, 1), 10), 25);
        means.epochEnded(report(3, 30, 8));
        means.epochEnded(report(4, 40, 2));
        assertEquals(Map.of(Phase.COMPUTE, (5 * 8.0 + 10 * 2.0) / 15), means.stepMillis());
    }

    private static EpochReport report(int epoch, long step, double millis) {
        return new EpochReport(epoch, step, 1, Map.of(), 0.1, 1, 1, Map.of(Phase.COMPUTE, millis));
    }
}
