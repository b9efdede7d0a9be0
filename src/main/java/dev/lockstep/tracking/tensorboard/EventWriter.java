package dev.lockstep.tracking.tensorboard;

import dev.lockstep.data.Epochs;
import dev.lockstep.network.Network;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.tracking.EpochScalars;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.util.Optional;

/** Writes the events of a training. */
public final class EventWriter implements TrainingListener {

    private final EventFiles files;
    private final Optional<Network> network;
    private Optional<WeightHistograms> histograms = Optional.empty();

    /** @param network whose parameters to show in histograms, if any */
    public EventWriter(EventFiles files, Optional<Network> network) {
        this.files = files;
        this.network = network;
    }

    @Override
    public void started(TrainingPlan plan, Epochs epochs, long firstStep) {
        histograms = network.map(shown -> new WeightHistograms(shown, epochs.stepsPerEpoch(), plan.epochs()));
    }

    @Override
    public void epochEnded(EpochReport report) {
        files.add(EpochScalars.of(report));
    }

    @Override
    public void reached(EnsembleState state) {
        histograms.filter(due -> due.areDue(state)).ifPresent(due -> files.add(state.step(), due.of(state)));
    }
}
