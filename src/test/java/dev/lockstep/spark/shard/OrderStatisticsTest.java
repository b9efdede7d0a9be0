package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.column.ColumnCounts;
import dev.lockstep.data.column.RankSearch;
import dev.lockstep.math.RandomStream;
import dev.lockstep.math.RandomStream.Purpose;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order statistics are those of a plain sort. */
class OrderStatisticsTest {

    private static final int ROWS = 1201;
    private static final RandomStream RANDOM = RandomStream.of(5, Purpose.CANARY);
    private static final double[] EXTREME = {
        1e30, -1e30, Double.MIN_VALUE, -Double.MIN_VALUE, 0.0, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE, 1e-310, 1
    };

    private static final List<IntToDoubleFunction> COLUMNS = List.of(
            row -> -3.5,
            row -> row % 2 == 0 ? 7 : Math.nextUp(7.0),
            row -> row % 10 == 0 ? RANDOM.normal(row) : 0,
            row -> row % 2 == 0 ? 0.0 : -0.0,
            row -> EXTREME[row % EXTREME.length],
            row -> RANDOM.normal(row),
            row -> (row * 37 % 1201 - 600) * Double.MIN_VALUE,
            row -> row % 3 == 0 ? Double.NaN : RANDOM.normal(5000 + row),
            row -> row % 3 == 0 ? Double.NaN : 0,
            row -> row % 7 == 3 ? 1e9 : row % 50);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void theyAreThoseOfAPlainSortForAnyPartitioning(int partitions) {
        OrderStatistics statistics = statistics(COLUMNS, ROWS, partitions);
        ColumnCounts counts = statistics.counts();
        long[][] ranks = new long[COLUMNS.size()][];
        Arrays.setAll(ranks, i -> LongStream.rangeClosed(1, counts.known(i)).toArray());
        RankSearch[] found = statistics.at(ranks);
        assertEquals(IntStream.range(0, ROWS).filter(row -> row % 7 != 3).count(), counts.rows());
        for (int column = 0; column < COLUMNS.size(); column++) {
            double[] sorted = sorted(COLUMNS.get(column), ROWS);
            assertEquals(sorted.length, counts.known(column));
            assertEquals(counts.rows() - sorted.length, counts.missing(column));
            assertSame(sorted[0], counts.minimum(column));
            assertSame(sorted[sorted.length - 1], counts.maximum(column));
            for (int i = 0; i < sorted.length; i++) {
                double value = sorted[i];
                assertSame(value, found[column].value(i));
                assertEquals(
                        Arrays.stream(sorted).filter(other -> other < value).count(), found[column].below(i));
                assertEquals(
                        Arrays.stream(sorted).filter(other -> other == value).count(), found[column].equal(i));
            }
        }
    }

    @Test
    void groupsOfColumnsDoNotMatter() {
        List<IntToDoubleFunction> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            int column = i;
            many.add(row -> RANDOM.normal(row * 70 + column));
        }
        OrderStatistics statistics = statistics(many, 300, 3);
        // Of 2 MiB each, so that three groups are needed.
        long[] all = LongStream.range(0, 1000).map(i -> 1 + i * 257 / 1000).toArray();
        long[][] ranks = new long[70][];
        Arrays.setAll(ranks, i -> i % 9 == 5 ? new long[0] : all);
        RankSearch[] found = statistics.at(ranks);
        for (int column = 0; column < 70; column++) {
            double[] sorted = sorted(many.get(column), 300);
            assertEquals(257, sorted.length);
            assertEquals(ranks[column].length, found[column].count());
            for (int i = 0; i < found[column].count(); i++) {
                assertSame(sorted[(int) all[i] - 1], found[column].value(i));
            }
        }
    }

    @Test
    void aShareOfTheRowsIsTheRankRoundedUp() {
        assertEquals(1, RankSearch.rank(1, 4, 1));
        assertEquals(1, RankSearch.rank(1, 4, 4));
        assertEquals(2, RankSearch.rank(1, 4, 5));
        assertEquals(3, RankSearch.rank(2, 4, 5));
        assertEquals(4, RankSearch.rank(3, 4, 5));
    }

    /** Every seventh row has the weight 0. */
    private static double weight(int row) {
        return row % 7 == 3 ? 0 : 1 + row % 2;
    }

    /** To the sign of zero. */
    private static void assertSame(double expected, double found) {
        assertEquals(Double.doubleToLongBits(expected), Double.doubleToLongBits(found));
    }

    private static double[] sorted(IntToDoubleFunction column, int rows) {
        return IntStream.range(0, rows)
                .filter(row -> weight(row) != 0)
                .mapToDouble(row -> column.applyAsDouble(row) + 0.0)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
    }

    private static OrderStatistics statistics(List<IntToDoubleFunction> columns, int count, int partitions) {
        List<byte[]> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            double[] numbers = new double[columns.size() + 2];
            for (int i = 0; i < columns.size(); i++) {
                numbers[i] = columns.get(i).applyAsDouble(row);
            }
            numbers[columns.size() + 1] = weight(row);
            rows.add(CanonicalRow.of(RawRow.of(numbers, columns.size()), columns.size(), 0));
        }
        return new OrderStatistics(LocalSpark.context().parallelize(rows, partitions), columns.size(), 1);
    }
}
