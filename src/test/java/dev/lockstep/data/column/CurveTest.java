package dev.lockstep.data.column;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveTest {

    private static final double NONE = Double.POSITIVE_INFINITY;

    /** z/√(1 + (z/3)²), by hand: 4/√(1 + 16/9) = 4·3/5. */
    @ParameterizedTest
    @CsvSource({"0, 0", "4, 2.4", "-4, -2.4", "1e-300, 1e-300", "1e200, 3", "-1e200, -3", "Infinity, 3", "-Infinity, -3"
    })
    void aSoftLimitIsApproachedAndNeverOverflows(double z, double expected) {
        assertEquals(expected, Curve.limits(new double[] {NONE, 3}).apply(z, 1), 1e-15);
    }

    @Test
    void aColumnWithoutALimitStaysAsItIs() {
        assertEquals(0.3, Curve.limits(new double[] {NONE, 3}).apply(0.3, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "-9, -2",
        "-1, -2",
        "0, -1.5",
        "1, -1",
        "3, 0",
        "5, 1",
        "7, 1",
        "Infinity, 1",
        "-Infinity, -2",
        "1e300, 1"
    })
    void valuesBetweenKnotsAreInterpolated(double x, double expected) {
        Curve curve = Curve.knots(new double[] {1, -1, -2, 1, 1, -1, 1, 5, 1, 3, 2, 0});
        assertEquals(expected, curve.apply(x, 1));
        assertEquals(x, curve.apply(x, 0));
        assertEquals(x, curve.apply(x, 2));
        assertEquals(0, curve.apply(x, 3));
        assertEquals(x, curve.apply(x, 4));
    }

    @Test
    void columnsKeepTheirCurveWhereverTheyGo() {
        int[] sources = {-1, 1, -1, 3};
        Curve knots = Curve.knots(new double[] {1, -1, -2, 1, 5, 1, 3, 2, 0});
        Curve moved = knots.of(4, column -> sources[column]);
        assertArrayEquals(knots.places(1), moved.places(1));
        assertArrayEquals(knots.values(3), moved.values(3));
        assertEquals(0, moved.places(0).length);
        int[] others = {3, -1};
        assertEquals(Curve.knots(new double[] {0, 2, 0}), knots.of(2, column -> others[column]));
        assertEquals(
                Curve.limits(new double[] {NONE, 3, NONE, 5}),
                Curve.limits(new double[] {4, 3, 4, 5}).of(4, column -> sources[column]));
        assertTrue(knots.of(1, column -> -1).isNone());
        assertTrue(Curve.NONE.of(4, column -> sources[column]).isNone());
    }
}
