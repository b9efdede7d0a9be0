package dev.lockstep.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Moments;
import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.ClassRule;
import dev.lockstep.evaluation.ClassTally;
import dev.lockstep.evaluation.MultiLabelTally;
import dev.lockstep.evaluation.Predictions;
import dev.lockstep.evaluation.RegressionTally;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Loops;
import dev.lockstep.math.SumTree;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag$;

/** Whatever travels between processes arrives whole, with either of Spark's serializers. */
class WireTest {

    static Stream<Serializer> serializers() {
        SparkConf registered = new SparkConf()
                .set("spark.kryo.registrationRequired", "true")
                .set("spark.kryo.registrator", "dev.lockstep.estimator.LockstepKryoRegistrator");
        return Stream.of(
                new JavaSerializer(new SparkConf()),
                new KryoSerializer(new SparkConf()),
                new KryoSerializer(registered));
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void partialSumsArrive(Serializer serializer) {
        SumTree tree = new SumTree(7);
        PartialSums<GradientSum> first = PartialSums.of(tree, 0, 3, WireTest::sumOf, GradientSum::merge);
        PartialSums<GradientSum> second = PartialSums.of(tree, 3, 7, WireTest::sumOf, GradientSum::merge);
        GradientSum total = PartialSums.total(
                tree,
                Stream.of(first, second)
                        .map(partial -> sent(serializer, Share.of(partial, 5)).sums())
                        .toList(),
                GradientSum::merge);
        assertEquals(0 + 1 + 2 + 3 + 4 + 5 + 6, total.lossSum());
        assertEquals(7, total.weightSum());
        assertArrayEquals(new float[] {21, 7}, total.gradient());
    }

    /** What a task adds up of sparse rows is complete only where that is smaller. */
    @ParameterizedTest
    @MethodSource("serializers")
    void sumsOfSparseRowsArrive(Serializer serializer) {
        for (int percent : new int[] {2, 100}) {
            GradientSum sum = SparseSums.of(percent, 40);
            PartialSums<GradientSum> sums = new PartialSums<>(1);
            sums.set(0, new SumTree.Node(0, 0), sum);
            GradientSum read =
                    sent(serializer, Share.of(sums, 5)).sums().list().get(0).sum();
            assertEquals(percent == 100, read.isComplete());
            assertEquals(sum.lossSum(), read.lossSum());
            assertArrayEquals(
                    sum.complete(Loops.PLAIN).gradient(),
                    read.complete(Loops.PLAIN).gradient());
        }
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void sparseShardsArrive(Serializer serializer) {
        Shard shard = SparseSums.rows(5).packSparse(2)[1];
        Shard received =
                sent(serializer, new PackedPartition(new Shard[] {shard})).shard(1);
        assertEquals(shard.fingerprint(), received.fingerprint());
        float[] sent = new float[shard.features().width()];
        float[] arrived = new float[sent.length];
        for (int row = 0; row < shard.rows(); row++) {
            shard.features().copyRow(row, sent, 0);
            received.features().copyRow(row, arrived, 0);
            assertArrayEquals(sent, arrived);
        }
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void aRefusalArrives(Serializer serializer) {
        Share<GradientSum> refused = Share.refused(new TaskGuard.Refusal(true, "not these"));
        Share<GradientSum> received = sent(serializer, refused);
        assertEquals(
                "dev.lockstep.data.DataException: not these",
                assertThrows(RuntimeException.class, received::sums).toString());
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void shardsArrive(Serializer serializer) {
        DenseFeatures features = new DenseFeatures(2, 3);
        features.set(1, 2, 0.5f);
        Shard shard = new Shard(4, 2, features, new float[] {1, 2}, new float[] {3, 4});
        Shard received =
                sent(serializer, new PackedPartition(new Shard[] {shard})).shard(4);
        assertEquals(shard.fingerprint(), received.fingerprint());
        float[] row = new float[3];
        received.features().copyRow(1, row, 0);
        assertArrayEquals(new float[] {0, 0, 0.5f}, row);
        assertEquals(4f, received.weight(1));
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void statisticsArrive(Serializer serializer) {
        Moments moments = new Moments(1);
        moments.add(new double[] {0.1}, 2);
        moments.add(new double[] {0.4}, 1);
        Moments received = sent(serializer, moments);
        assertArrayEquals(
                moments.standard(0, 1).scale(), received.standard(0, 1).scale());
        assertEquals(3, received.weight());
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void talliesArrive(Serializer serializer) {
        Predictions block =
                new Predictions(1, 2, new float[] {0.25f, 0.75f}, 2, new float[] {0, 1}, new float[] {2}, 0.5);
        for (Tally tally : new Tally[] {
            new RegressionTally(new double[] {1, 2}),
            new MultiLabelTally(2, 0.5f),
            new ClassTally(new ClassRule(2, 0.5f, true, 1, 1))
        }) {
            tally.add(block);
            Tally received = sent(serializer, tally);
            assertEquals(
                    tally.metrics((loss, weight) -> loss / weight), received.metrics((loss, weight) -> loss / weight));
        }
    }

    private static GradientSum sumOf(int shard) {
        return new GradientSum(shard, 1, new float[] {shard, 1});
    }

    private static <T> T sent(Serializer serializer, T value) {
        SerializerInstance instance = serializer.newInstance();
        ByteBuffer bytes = instance.serialize(value, ClassTag$.MODULE$.apply(Object.class));
        return instance.deserialize(bytes, ClassTag$.MODULE$.apply(Object.class));
    }
}
