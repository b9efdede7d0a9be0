package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementaryTest {

    /** Prime, so that every pattern of low bits is met. */
    private static final int STRIDE = 997;

    private interface FloatFunction {
        float at(float x);
    }

    private record Row(String name, FloatFunction function, DoubleUnaryOperator exact, double ulps) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> functions() {
        return Stream.of(
                new Row("exp", Elementary::exp, StrictMath::exp, 2),
                new Row("tanh", Elementary::tanh, StrictMath::tanh, 2),
                new Row("sigmoid", Elementary::sigmoid, ElementaryTest::sigmoid, 2),
                new Row("expMinusOne", Elementary::expMinusOne, StrictMath::expm1, 2),
                new Row("softplus", Elementary::softplus, ElementaryTest::softplus, 2),
                new Row("tanhOfSoftplus", Elementary::tanhOfSoftplus, x -> StrictMath.tanh(softplus(x)), 2));
    }

    @Test
    void everyFunctionOfFloatsHasARow() {
        Set<String> names = Arrays.stream(Elementary.class.getMethods())
                .filter(method -> method.getReturnType() == float.class)
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertEquals(names, functions().map(Row::name).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void resultsAreWithinTheirUnitsInTheLastPlaceOfTheTrueValue(Row row) {
        double worst = 0;
        float worstAt = 0;
        for (int bits = 0; bits <= Float.floatToIntBits(104); bits += STRIDE) {
            for (float x : new float[] {Float.intBitsToFloat(bits), -Float.intBitsToFloat(bits)}) {
                double ulps =
                        x <= 89 ? ulpsBetween(row.function().at(x), row.exact().applyAsDouble(x)) : 0;
                if (ulps > worst) {
                    worst = ulps;
                    worstAt = x;
                }
            }
        }
        assertTrue(worst <= row.ulps(), row + " is " + worst + " ulps off at " + worstAt);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void resultsRiseWhereTheTrueValueDoes(Row row) {
        float before = row.function().at(-120);
        for (float x = -120; x < 100; x += 0.003f) {
            float value = row.function().at(x);
            assertTrue(value >= before, row + " falls at " + x);
            before = value;
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void nothingIsNotANumberButNotANumber(Row row) {
        assertTrue(Float.isNaN(row.function().at(Float.NaN)));
        for (float x : new float[] {Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -800, 800, Float.MAX_VALUE}) {
            assertEquals((float) row.exact().applyAsDouble(x), row.function().at(x), row + " of " + x);
        }
        assertEquals(
                (float) row.exact().applyAsDouble(Double.POSITIVE_INFINITY),
                row.function().at(Float.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theSmallestNumbersAreAsGoodAsZero(Row row) {
        for (float x : new float[] {Float.MIN_VALUE, 1e-41f, Float.MIN_NORMAL, 1e-30f}) {
            assertTrue(ulpsBetween(row.function().at(x), row.exact().applyAsDouble(x)) <= 1, row + " of " + x);
            assertTrue(ulpsBetween(row.function().at(-x), row.exact().applyAsDouble(-x)) <= 1, row + " of -" + x);
        }
        assertEquals((float) row.exact().applyAsDouble(0), row.function().at(0f));
        assertTrue(row.function().at(-0f) == row.function().at(0f));
    }

    @Test
    void expOverflowsAndVanishesWhereTheTrueValueDoes() {
        float last = 88.72283f;
        assertTrue(Elementary.exp(last) < Float.POSITIVE_INFINITY);
        assertEquals(Float.POSITIVE_INFINITY, Elementary.exp(88.7229f));
        assertEquals(Float.MIN_VALUE, Elementary.exp(-103.27f));
        assertEquals(0f, Elementary.exp(-104f));
    }

    @Test
    void expOfZeroIsOneAndSigmoidAHalf() {
        assertEquals(1f, Elementary.exp(0f));
        assertEquals(1f, Elementary.exp(-0f));
        assertEquals(0.5f, Elementary.sigmoid(0f));
        assertEquals(0.5f, Elementary.sigmoid(-0f));
    }

    @Test
    void tanhIsOddAndReachesOneAndSigmoidReachesBothEnds() {
        for (float x = 0.01f; x < 20; x += 0.01f) {
            assertEquals(Elementary.tanh(x), -Elementary.tanh(-x));
        }
        assertEquals(1f, Elementary.tanh(10f));
        assertEquals(1f, Elementary.sigmoid(20f));
        assertEquals(0f, Elementary.sigmoid(-104f));
        assertTrue(Elementary.sigmoid(-80f) > 0f);
    }

    @Test
    void theNormalDistributionIsRightInBothTails() {
        for (double x = -37; x <= 37; x += 0.0117) {
            double exact = PlainNormal.distribution(x);
            assertEquals(1, Elementary.normalDistribution(x) / exact, 5e-9, "at " + x);
            assertEquals(1, Elementary.normalDensity(x) / PlainNormal.density(x), 1e-10, "at " + x);
        }
        assertEquals(0.5, Elementary.normalDistribution(0), 1e-9);
        assertEquals(0, Elementary.normalDistribution(-800));
        assertEquals(1, Elementary.normalDistribution(800));
        assertEquals(0, Elementary.normalDensity(800));
    }

    @Test
    void theSlopeOfTanhOfSoftplusIsRightInBothTails() {
        for (float x = -80; x <= 80; x += 0.0117f) {
            double gate = StrictMath.tanh(softplus(x));
            double exact = x > 3
                    ? 1 / StrictMath.pow(StrictMath.cosh(softplus(x)), 2) * sigmoid(x)
                    : (1 - gate * gate) * sigmoid(x);
            assertEquals(1, Elementary.slopeOfTanhOfSoftplus(x) / exact, 1e-6, "at " + x);
        }
        assertEquals(0.32, Elementary.slopeOfTanhOfSoftplus(0), 1e-15);
        assertEquals(0, Elementary.slopeOfTanhOfSoftplus(-800));
        assertEquals(0, Elementary.slopeOfTanhOfSoftplus(800));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static double ulpsBetween(float value, double exact) {
        if (value == (float) exact) {
            return 0.5;
        }
        if (Float.isInfinite(value)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.abs(value - exact) / Math.ulp((float) exact);
    }
}
