package dev.lockstep.spark.engine;

import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.objective.Loss;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.training.Evaluation;
import dev.lockstep.training.ShardEvaluation;
import dev.lockstep.training.StepTimer;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures parameters on sharded rows with one Spark job. */
public final class ClusterEvaluation implements Evaluation {

    private final ShardedRows rows;
    private final Loss loss;
    private final ShardTask<Tally> task;
    private final ShardJob job;

    public ClusterEvaluation(JavaSparkContext context, ShardedRows rows, ShardEvaluation evaluation, TaskGuard guard) {
        this.rows = rows;
        this.loss = evaluation.loss();
        this.task = new ShardTask<>(
                guard,
                rows,
                evaluation.network(),
                Math.min(BlockReader.ROWS, rows.layout().size(0)),
                new EvaluationWork(evaluation));
        this.job = new ShardJob(context, new StepTimer());
    }

    @Override
    public Map<String, Double> at(float[] parameters) {
        return tally(parameters).metrics(loss::mean);
    }

    public Tally tally(float[] parameters) {
        int[] all = IntStream.range(0, rows.partitionCount()).toArray();
        return PartialSums.total(rows.tree(), job.run(rows, all, task, parameters), Tally::merge);
    }
}
