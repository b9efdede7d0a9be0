package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.RawRow;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Failure;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to rows that are other ones when they are read again, to be sorted. */
class CanonicalOrderTest {

    private static final int ROWS = 500;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void rowsThatWentMissingAreAnError(int partitions) {
        for (int missing : new int[] {1, 250, ROWS}) {
            assertChanged(partitions, rows(0, ROWS - missing));
            assertChanged(partitions, rows(missing, ROWS));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void rowsThatCameToItAreAnError(int partitions) {
        for (int more : new int[] {1, 250}) {
            assertChanged(partitions, rows(0, ROWS + more));
            assertChanged(partitions, rows(-more, ROWS));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void theSameRowsInAnotherOrderAreNone(int partitions) {
        List<byte[]> shuffled = new ArrayList<>(rows(0, ROWS));
        Collections.shuffle(shuffled, new Random(1));
        assertEquals(ROWS, sorted(partitions, shuffled));
    }

    private static void assertChanged(int partitions, List<byte[]> again) {
        Failure failure = Failure.of(assertThrows(Exception.class, () -> sorted(partitions, again)));
        assertEquals(ExitCode.DATA, failure.code());
        assertTrue(
                failure.message()
                        .matches("the data changed during reading: rows are (missing|new); use a source that does not"
                                + " change"),
                failure.message());
    }

    private static long sorted(int partitions, List<byte[]> again) {
        JavaRDD<byte[]> rows = LocalSpark.context().parallelize(rows(0, ROWS), 2);
        CanonicalOrder order = CanonicalOrder.survey(rows, 8, partitions);
        assertEquals(ROWS, order.layout().rows());
        return order.sort(LocalSpark.context().parallelize(again, 2)).count();
    }

    private static List<byte[]> rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> CanonicalRow.of(RawRow.of(new double[] {i, 0, 1}, 1), 1, 0))
                .toList();
    }
}
