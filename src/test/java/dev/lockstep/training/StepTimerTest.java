package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.training.StepTimer.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepTimerTest {

    @Test
    void phasesAreMeansOverTheStepsSinceTheLastDrain() {
        StepTimer timer = new StepTimer();
        timer.add(Phase.WAIT, 3_000_000);
        timer.add(Phase.WAIT, 1_000_000);
        timer.add(Phase.COMPUTE, 500_000);
        timer.stepEnded();
        timer.stepEnded();
        Map<Phase, Double> millis = timer.drain();
        assertEquals(Phase.values().length, millis.size());
        assertEquals(2, millis.get(Phase.WAIT));
        assertEquals(0.25, millis.get(Phase.COMPUTE));
        assertEquals(0, millis.get(Phase.BROADCAST));
        assertEquals(0, timer.drain().get(Phase.WAIT));
    }
}
