package dev.lockstep.spark;

import dev.lockstep.data.Epochs;
import dev.lockstep.math.SumTree;
import dev.lockstep.objective.ShardGradient;
import java.io.Serializable;

/**
 * What the tasks of all steps have in common.
 *
 * @param blockRows the most rows of a block
 */
record StepTasks(TaskGuard guard, SumTree tree, ShardGradient gradient, Epochs epochs, int blockRows)
        implements Serializable {}
