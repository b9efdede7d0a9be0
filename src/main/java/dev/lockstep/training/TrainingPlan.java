package dev.lockstep.training;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Penalty;
import dev.lockstep.objective.Task;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Schedule;
import java.util.Optional;

/**
 * Every hyper-parameter of a training, validated once, here.
 *
 * @param batchSize rows a step; {@link #FULL_BATCH} or any number above the rows is all of them
 * @param shards the unit of parallelism and of arithmetic, a part of the plan and not of the cluster
 */
public record TrainingPlan(
        long seed,
        NetworkPlan network,
        Choice<Loss> loss,
        Penalty penalty,
        Choice<Optimizer> optimizer,
        Choice<Schedule> learningRate,
        int epochs,
        long batchSize,
        int shards,
        Optional<EarlyStopping> earlyStopping,
        Backend backend) {

    public static final long FULL_BATCH = Long.MAX_VALUE;
    /** Above it the driver's bookkeeping costs more than any cluster gains. */
    private static final int MOST_SHARDS = 65536;

    public TrainingPlan {
        Domain.COUNT.check("training.epochs", epochs);
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "training.batchSize must be a whole number from 1, or full, but is " + batchSize);
        }
        new Domain("a whole number from 1 to " + MOST_SHARDS, x -> x >= 1 && x <= MOST_SHARDS)
                .check("training.shards", shards);
        if (loss.value().task() != Task.REGRESSION && network.output().value() != Activations.IDENTITY) {
            throw new IllegalArgumentException("network.output.activation must be identity with the loss "
                    + loss.name() + ", which owns its link, but is "
                    + network.output().name());
        }
    }
}
