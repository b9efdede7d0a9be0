package dev.lockstep.spark.ingest.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.RawRow;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptRowTest {

    static Stream<Object> cells() {
        return Stream.of(
                " Zürich 北京 🙂 ",
                "",
                0.1,
                Double.NaN,
                -0.0,
                0.1f,
                Long.MIN_VALUE,
                true,
                false,
                new BigDecimal("1.50"),
                new BigDecimal("1E+30"),
                Date.valueOf("1969-12-31"),
                LocalDate.of(1583, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void categoriesAndLabelsStayAsTheyAre(Object cell) {
        Row kept = kept(RowFactory.create(cell, cell, null), feature(1, true), row(0, 1));
        assertEquals(cell, kept.get(0));
        assertEquals(cell, kept.get(1));
        assertTrue(kept.isNullAt(2));
    }

    @Test
    void smallerIntegersHaveTheTextOfLongOnes() {
        for (Object cell : new Object[] {(byte) -1, (short) -1, -1}) {
            Object kept = kept(RowFactory.create(cell, null, null), feature(1, true), row(0, 1))
                    .get(0);
            assertEquals(CellText.of(cell), CellText.of(assertInstanceOf(Number.class, kept)));
        }
    }

    @Test
    void numbersAreKeptAsRead() {
        for (double number : new double[] {2.5, 0, Double.NaN}) {
            assertEquals(
                    number,
                    kept(RowFactory.create("any", null, null), feature(1, false), row(0, number))
                            .get(0));
        }
    }

    @Test
    void vectorsKeepTheirNonZeroElements() {
        Row kept = kept(RowFactory.create("any", null, null), feature(4, false), row(1, 3, Double.NaN, 0));
        assertEquals("(4,[1,2],[3.0,NaN])", kept.get(0).toString());
    }

    @Test
    void aBadRowKeepsItsProblem() {
        byte[] bad = KeptRow.bad("column größe must be a finite number");
        CellException thrown = assertThrows(CellException.class, () -> KeptRow.read(bad, feature(1, false), 1));
        assertEquals("column größe must be a finite number", thrown.getMessage());
    }

    private static Row kept(Row row, Columns.Feature[] features, RawRow read) {
        return KeptRow.read(KeptRow.of(row, features, read, 1), features, 1);
    }

    private static Columns.Feature[] feature(int width, boolean categorical) {
        return new Columns.Feature[] {new Columns.Feature("x", width, categorical, false, Set.of())};
    }

    /** A row with these features from {@code start} on. */
    private static RawRow row(int start, double... values) {
        RawRow row = new RawRow(0);
        row.begin(start + values.length);
        for (int i = 0; i < values.length; i++) {
            row.add(start + i, values[i]);
        }
        return row;
    }
}
