package dev.lockstep.spark.ingest.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.MissingValues;
import dev.lockstep.data.RawRow;
import dev.lockstep.plan.Categorical;
import dev.lockstep.plan.RowPlan;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
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
        Row cells = cells(RowFactory.create(cell, cell, null), feature(1, true), row(0, 1), 2);
        assertEquals(cell, cells.get(0));
        assertEquals(cell, cells.get(1));
        assertTrue(cells.isNullAt(2));
    }

    @Test
    void smallerIntegersHaveTheTextOfLongOnes() {
        for (Object cell : new Object[] {(byte) -1, (short) -1, -1}) {
            Object kept = cells(RowFactory.create(cell, null), feature(1, true), row(0, 1), 1)
                    .get(0);
            assertEquals(CellText.of(cell), CellText.of(assertInstanceOf(Number.class, kept)));
        }
    }

    @Test
    void numbersAreKeptAsRead() {
        for (double number : new double[] {2.5, 0, Double.NaN}) {
            RawRow kept = features(RowFactory.create("any", null), row(0, number), feature(1, false));
            assertEquals(number, kept.at(0));
        }
    }

    @Test
    void vectorsKeepTheirNonZeroElements() {
        RawRow kept = features(RowFactory.create("any", null), row(0, 0, 3, Double.NaN, 0), feature(4, false));
        assertEquals(2, kept.count());
        assertEquals(3, kept.at(1));
        assertEquals(Double.NaN, kept.at(2));
    }

    @Test
    void columnsStayInTheirOrder() {
        Row row = RowFactory.create("any", "red", "any", "any", null);
        RawRow read = row(0, 1.5, 1, 0, 7, 8);
        RawRow kept = features(row, read, feature(1, false), feature(1, true), feature(2, false), feature(1, false));
        assertEquals(4, kept.count());
        for (int i = 0; i < 5; i++) {
            assertEquals(read.at(i), kept.at(i));
        }
    }

    @Test
    void aBadRowKeepsItsProblem() {
        byte[] bad = KeptRow.bad("column größe must be a finite number");
        CellException thrown = assertThrows(CellException.class, () -> KeptRow.open(bad));
        assertEquals("column größe must be a finite number", thrown.getMessage());
    }

    private static Row cells(Row row, Columns.Feature feature, RawRow read, int cells) {
        Columns.Feature[] features = {feature};
        return KeptRow.readCells(KeptRow.open(KeptRow.of(row, features, read, cells)), features, cells);
    }

    /** The features of a row that was kept with one more cell. */
    private static RawRow features(Row row, RawRow read, Columns.Feature... features) {
        ByteBuffer kept = KeptRow.open(KeptRow.of(row, features, read, 1));
        RawRow found = new RawRow(0);
        FeatureReader reader =
                new FeatureReader(features, RowPlan.Missing.MEAN, MissingValues.NONE, Categorical.Unseen.ERROR, null);
        KeptRow.readFeatures(kept, KeptRow.readCells(kept, features, 1), reader, found);
        return found;
    }

    private static Columns.Feature feature(int width, boolean categorical) {
        return new Columns.Feature("x", width, categorical, false, Set.of());
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
