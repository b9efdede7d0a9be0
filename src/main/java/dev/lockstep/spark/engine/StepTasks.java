package dev.lockstep.spark.engine;

import dev.lockstep.data.Epochs;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.SumTree;
import java.io.Serializable;

/**
 * What the tasks of all steps have in common.
 *
 * @param blockRows the most rows of a block
 */
public record StepTasks(TaskGuard guard, SumTree tree, ShardGradient gradient, Epochs epochs, int blockRows)
        implements Serializable {}
