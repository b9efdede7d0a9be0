package dev.lockstep.run;

import dev.lockstep.spark.store.Lease;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;

/** Stops a training that has lost the lease of its output, before other listeners write there. */
record LeaseGuard(Lease lease) implements TrainingListener {

    @Override
    public void epochEnded(EpochReport report) {
        lease.requireHeld();
    }

    @Override
    public void reached(EnsembleState state) {
        lease.requireHeld();
    }
}
