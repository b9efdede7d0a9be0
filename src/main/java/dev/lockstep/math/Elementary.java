package dev.lockstep.math;

/**
 * Elementary functions of floats by polynomials, with the same bits on every processor and Java version.
 *
 * <p>Only {@code + − × ÷}, {@code fma} and comparisons are used: {@code Math.exp} and {@code Math.tanh} differ between
 * processors. Each result is within 2 units in the last place of the true value. The polynomials are those of S. Moshier's
 * Cephes library ({@code expf.c}, {@code tanhf.c}).
 */
public final class Elementary {

    private static final float LOG2_E = 1.44269504088896341f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding and subtracting 1.5·2²³ rounds a small float to a whole number. */
    private static final float ROUNDER = 12582912f;

    private static final float EXP_OVERFLOWS = 88.7228391f;
    private static final float EXP_VANISHES = -103.98f;

    private Elementary() {}

    /** eˣ: 0 below −103.98, infinity above 88.7228. */
    public static float exp(float x) {
        float bounded = Math.max(Math.min(x, 90f), -106f);
        float n = Math.fma(bounded, LOG2_E, ROUNDER) - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, bounded));
        float p = 1.9875691500e-4f;
        p = Math.fma(p, r, 1.3981999507e-3f);
        p = Math.fma(p, r, 8.3334519073e-3f);
        p = Math.fma(p, r, 4.1665795894e-2f);
        p = Math.fma(p, r, 1.6666665459e-1f);
        p = Math.fma(p, r, 5.0000001201e-1f);
        p = Math.fma(p * r, r, r) + 1f;
        int exponent = (int) n;
        int half = exponent >> 1;
        float result = p * powerOfTwo(half) * powerOfTwo(exponent - half);
        if (x > EXP_OVERFLOWS) {
            return Float.POSITIVE_INFINITY;
        }
        return x < EXP_VANISHES ? 0f : result;
    }

    /** 1/(1 + e⁻ˣ), exact at both ends. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        return (x >= 0f ? 1f : e) / (1f + e);
    }

    /** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ). */
    public static float tanh(float x) {
        float size = Math.abs(x);
        if (size < 0.625f) {
            float z = x * x;
            float p = -5.70498872745e-3f;
            p = Math.fma(p, z, 2.06390887954e-2f);
            p = Math.fma(p, z, -5.37397155531e-2f);
            p = Math.fma(p, z, 1.33314422036e-1f);
            p = Math.fma(p, z, -3.33332819422e-1f);
            return Math.fma(p * z, x, x);
        }
        float towardsOne = 1f - 2f / (exp(2f * size) + 1f);
        return x < 0f ? -towardsOne : x > 0f ? towardsOne : x;
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }
}
