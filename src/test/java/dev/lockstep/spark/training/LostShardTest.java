package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.Dependency;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What happens to a training when shards are lost and built again. */
class LostShardTest {

    private static final Table TABLE = Table.clusters(200, 3, 3);

    @TempDir
    Path folder;

    @BeforeEach
    void writeRows() {
        TABLE.csv(folder.resolve("rows"), 3);
    }

    @Test
    void blocksThatAreLostAreBuiltAgainToTheSameBits() {
        assertEquals(train(2, data -> {}), train(2, LostShardTest::dropBlocks));
    }

    @Test
    void withoutTheCacheTheBitsAreTheSame() {
        assertEquals(
                train(3, data -> {}), train(3, data -> data.train().partitions().unpersist(true)));
    }

    @Test
    void shardsThatAreReadAgainFromTheSourceHaveTheSameBits() {
        assertEquals(train(3, data -> {}), train(3, data -> {
            assertTrue(forgetShuffles(data.train().partitions().rdd()) > 0, "there was no shuffle to forget");
            dropBlocks(data);
        }));
    }

    @Test
    void aSourceThatChangedIsRefused() {
        DataException refused = assertThrows(DataException.class, () -> train(1, this::overwriteRows));
        assertEquals(
                "the data changed during training: shard 1 has other rows when read again; use a source that does not"
                        + " change",
                refused.getMessage());
    }

    /** Another value in one row, in a file of the same length. */
    private void overwriteRows(TrainingData data) {
        List<List<String>> rows = new ArrayList<>(TABLE.rows());
        List<String> row = new ArrayList<>(rows.get(0));
        String cell = row.get(0);
        row.set(0, cell.substring(0, cell.length() - 1) + (cell.endsWith("1") ? "2" : "1"));
        rows.set(0, row);
        Table changed = new Table(TABLE.columns(), rows);
        for (int file = 0; file < 3; file++) {
            changed.part(file, 3).csv(folder.resolve("rows").resolve("part-" + file + ".csv"));
        }
        forgetShuffles(data.train().partitions().rdd());
        dropBlocks(data);
    }

    /** Trains and does something to the data after the third step; returns the weights' fingerprint. */
    private String train(int slots, Consumer<TrainingData> accident) {
        RunPlan plan = Plans.of(String.join(
                "\n",
                "data: {train: {path: " + folder.resolve("rows") + ", format: csv}, label: y}",
                "network: {hidden: [{units: 7, dropout: 0.2}]}",
                "loss: cross_entropy",
                // Tasks that stay would hold the blocks.
                "training: {epochs: 2, batchSize: 32, engine: job}"));
        return LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                TrainingListener thirdStep = new TrainingListener() {
                    @Override
                    public void stepEnded(long step, double loss) {
                        if (step == 3) {
                            accident.accept(data);
                        }
                    }
                };
                return Fingerprint.sha256(
                        Trained.cluster(plan, data).train(List.of(thirdStep)).parameters());
            }
        });
    }

    private static void dropBlocks(TrainingData data) {
        BlockManager blocks = SparkEnv.get().blockManager();
        RDDBlockId first = new RDDBlockId(data.train().partitions().id(), 0);
        assertTrue(blocks.getStatus(first).isDefined(), "shards are cached");
        blocks.removeRdd(data.train().partitions().id());
        assertTrue(blocks.getStatus(first).isEmpty(), "and now they are not");
    }

    /** As if the executors that held shuffle files were gone: the next job must read the source again. */
    private static int forgetShuffles(RDD<?> rows) {
        MapOutputTrackerMaster outputs = (MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker();
        int forgotten = 0;
        for (Dependency<?> dependency : CollectionConverters.asJava(rows.dependencies())) {
            if (dependency instanceof ShuffleDependency<?, ?, ?> shuffle) {
                outputs.unregisterAllMapAndMergeOutput(shuffle.shuffleId());
                forgotten++;
            }
            forgotten += forgetShuffles(dependency.rdd());
        }
        return forgotten;
    }
}
