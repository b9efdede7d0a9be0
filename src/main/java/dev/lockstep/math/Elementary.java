package dev.lockstep.math;

/**
 * Elementary functions of floats by polynomials, with the same bits on every processor and Java version.
 *
 * <p>Only {@code + − × ÷}, {@code fma} and comparisons are used: {@code Math.exp} and {@code Math.tanh} differ between
 * processors. Each result is within 2 units in the last place of the true value. The polynomials are those of S.
 * Moshier's Cephes library ({@code expf.c}, {@code tanhf.c}).
 */
public final class Elementary {

    private static final float LOG2_E = 1.44269504088896341f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding and subtracting 1.5·2²³ rounds a small float to a whole number. */
    private static final float ROUNDER = 12582912f;

    private static final float EXP_OVERFLOWS = 88.7228391f;
    private static final float EXP_VANISHES = -103.98f;

    private static final double DOUBLE_LOG2_E = 1.4426950408889634;
    private static final double DOUBLE_LN2 = 0.6931471805599453;
    private static final double INVERSE_ROOT_TWO_PI = 0.3989422804014327;
    private static final double[] INVERSE = {
        0, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10
    };

    /** log(1 + u)/u on [0, 1], a Chebyshev fit with relative error 8e-10. */
    private static final double[] LOG1P = {
        0.9999999992714387,
        -0.49999981724489057,
        0.3333256918213074,
        -0.2498739275135886,
        0.19891537477391386,
        -0.1610863192522045,
        0.12425102917010937,
        -0.08253533185742418,
        0.041557622319396074,
        -0.013444830877026087,
        0.002037690477834355
    };

    /** (x + 3.5)·Q(x)·e^(x²/2) in t = (x − 3.5)/(x + 3.5), a Chebyshev fit with relative error 1e-9. */
    private static final double[] NORMAL_TAIL = {
        0.744416075303567,
        -0.5655618233193114,
        0.3154249829440726,
        -0.11605071953226398,
        0.017407621982137245,
        0.0064744782858539565,
        -0.0031878236421957256,
        -0.00043867941294900505,
        0.00047295386002382735,
        5.537890949619683e-05,
        -7.00433956899506e-05,
        -7.495211965401303e-06,
        7.373275081747478e-06
    };

    private static final double TAIL_CENTRE = 3.5;

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
        // In double, so that only the error of the exponential matters.
        double e = exp(-Math.abs(x));
        return (float) ((x >= 0f ? 1 : e) / (1 + e));
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

    /** eˣ − 1, without cancellation near 0. */
    public static float expMinusOne(float x) {
        if (Math.abs(x) > 0.5f) {
            return exp(x) - 1f;
        }
        float p = 2.48015873e-5f;
        p = Math.fma(p, x, 1.98412698e-4f);
        p = Math.fma(p, x, 1.38888889e-3f);
        p = Math.fma(p, x, 8.33333333e-3f);
        p = Math.fma(p, x, 4.16666667e-2f);
        p = Math.fma(p, x, 1.66666667e-1f);
        p = Math.fma(p, x, 0.5f);
        return Math.fma(p * x, x, x);
    }

    /** log(1 + eˣ), without overflow. */
    public static float softplus(float x) {
        double u = exp(-Math.abs(x));
        double p = LOG1P[LOG1P.length - 1];
        for (int i = LOG1P.length - 2; i >= 0; i--) {
            p = Math.fma(p, u, LOG1P[i]);
        }
        return (float) (Math.max(x, 0f) + p * u);
    }

    /** tanh(log(1 + eˣ)) = n/(n + 2) with n = eˣ·(eˣ + 2), without overflow. */
    public static float tanhOfSoftplus(float x) {
        double e = exp(-Math.abs(x));
        double n = x >= 0f ? 1 + 2 * e : e * (e + 2);
        return (float) (n / (n + (x >= 0f ? 2 * e * e : 2)));
    }

    /** The derivative of {@link #tanhOfSoftplus}: 4·eˣ·(eˣ + 1)/(n + 2)², without cancellation. */
    public static double slopeOfTanhOfSoftplus(float x) {
        double e = exp(-Math.abs(x));
        double root = x >= 0f ? 1 + 2 * e * (1 + e) : 2 + e * (e + 2);
        return 4 * e * (1 + e) * (x >= 0f ? e : 1) / (root * root);
    }

    /** The standard normal density, e^(−x²/2)/√(2π). */
    public static double normalDensity(double x) {
        return exp(-0.5 * x * x) * INVERSE_ROOT_TWO_PI;
    }

    /** The standard normal distribution, (1 + erf(x/√2))/2, with a small relative error in the lower tail too. */
    public static double normalDistribution(double x) {
        double size = Math.abs(x);
        double t = (size - TAIL_CENTRE) / (size + TAIL_CENTRE);
        double p = NORMAL_TAIL[NORMAL_TAIL.length - 1];
        for (int i = NORMAL_TAIL.length - 2; i >= 0; i--) {
            p = Math.fma(p, t, NORMAL_TAIL[i]);
        }
        double tail = exp(-0.5 * x * x) * p / (size + TAIL_CENTRE);
        return x < 0 ? tail : 1 - tail;
    }

    /** eˣ for x from −700 to 700 in double, with a relative error below 1e-11; 0 below. */
    private static double exp(double x) {
        if (x < -700) {
            return 0;
        }
        double n = Math.rint(x * DOUBLE_LOG2_E);
        double r = Math.fma(n, -DOUBLE_LN2, x);
        double p = 1;
        for (int i = 10; i >= 1; i--) {
            p = Math.fma(p * r, INVERSE[i], 1);
        }
        return p * Double.longBitsToDouble(((long) n + 1023) << 52);
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }
}
