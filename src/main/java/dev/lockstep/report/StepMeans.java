package dev.lockstep.report;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.StepTimer.Phase;
import dev.lockstep.training.TrainingListener;
import java.util.EnumMap;
import java.util.Map;

/** The mean cost of the steps of this process, from the reports of epochs. */
public final class StepMeans implements TrainingListener {

    private final Map<Phase, Double> sums = new EnumMap<>(Phase.class);
    private long steps;
    private long lastStep;

    @Override
    public void started(TrainingPlan plan, Epochs epochs, long firstStep) {
        lastStep = firstStep;
    }

    @Override
    public void epochEnded(EpochReport report) {
        long ofEpoch = report.step() - lastStep;
        report.stepMillis().forEach((phase, millis) -> sums.merge(phase, millis * ofEpoch, Double::sum));
        steps += ofEpoch;
        lastStep = report.step();
    }

    /** The mean milliseconds of each phase over the steps of this process. */
    public Map<Phase, Double> stepMillis() {
        Map<Phase, Double> means = new EnumMap<>(Phase.class);
        sums.forEach((phase, sum) -> means.put(phase, sum / steps));
        return means;
    }
}
