package dev.lockstep.network;

import static dev.lockstep.catalog.Parameter.number;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.math.Elementary;

/** The activations without parameters, each with its derivative, and the catalog of all. */
public enum Activations implements Elementwise {
    /** f(x) = x. */
    IDENTITY {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            System.arraycopy(sums, 0, outputs, 0, count);
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {}
    },

    /** f(x) = 1/(1 + e⁻ˣ); f′ = f·(1 − f). */
    SIGMOID {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = Elementary.sigmoid(sums[i]);
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] *= outputs[i] * (1f - outputs[i]);
            }
        }
    },

    /** f(x) = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ); f′ = 1 − f². */
    TANH {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = Elementary.tanh(sums[i]);
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] *= 1f - outputs[i] * outputs[i];
            }
        }
    },

    /** f(x) = max(0, x); f′ = 1 above 0, else 0. */
    RELU {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = Math.max(sums[i], 0f);
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                // 1 for every positive float and 0 for 0; a comparison would prevent vectorization of the loop.
                float capped = Math.min(outputs[i] * 0x1p126f, 1f);
                gradient[i] *= Math.min(capped * 0x1p126f, 1f);
            }
        }

        @Override
        public Choice<Initializer> usualInitializer() {
            return Initializers.FOR_RELU;
        }
    },

    /**
     * f(x) = scale·x above 0, scale·alpha·(eˣ − 1) below; f′ = scale above, f + scale·alpha below.
     *
     * <p>Reference: G. Klambauer et al., "Self-normalizing neural networks" (2017).
     */
    SELU {
        private static final float SCALE = 1.0507009873554804934f;
        private static final float ALPHA = 1.6732632423543772848f;

        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                float x = sums[i];
                outputs[i] = SCALE * (x > 0f ? x : ALPHA * Elementary.expMinusOne(x));
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] *= sums[i] > 0f ? SCALE : outputs[i] + SCALE * ALPHA;
            }
        }

        @Override
        public Choice<Initializer> usualInitializer() {
            return Initializers.CATALOG.choose("lecun_normal");
        }
    },

    /**
     * f(x) = x·Φ(x) with the normal distribution Φ; f′ = Φ(x) + x·φ(x).
     *
     * <p>Reference: D. Hendrycks, K. Gimpel, "Gaussian error linear units" (2016).
     */
    GELU {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = (float) (sums[i] * Elementary.normalDistribution(sums[i]));
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                double x = sums[i];
                gradient[i] *= (float) (Elementary.normalDistribution(x) + x * Elementary.normalDensity(x));
            }
        }

        @Override
        public Choice<Initializer> usualInitializer() {
            return Initializers.FOR_RELU;
        }
    },

    /** f(x) = log(1 + eˣ); f′ = σ(x). */
    SOFTPLUS {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = Elementary.softplus(sums[i]);
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] *= Elementary.sigmoid(sums[i]);
            }
        }
    },

    /**
     * f(x) = x·tanh(log(1 + eˣ)); {@link Elementary} has the gate and its derivative.
     *
     * <p>Reference: D. Misra, "Mish: a self regularized non-monotonic activation function" (2020).
     */
    MISH {
        @Override
        public void apply(float[] sums, float[] outputs, int count) {
            for (int i = 0; i < count; i++) {
                outputs[i] = sums[i] * Elementary.tanhOfSoftplus(sums[i]);
            }
        }

        @Override
        public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
            for (int i = 0; i < count; i++) {
                float x = sums[i];
                gradient[i] *= (float) (Elementary.tanhOfSoftplus(x) + x * Elementary.slopeOfTanhOfSoftplus(x));
            }
        }

        @Override
        public Choice<Initializer> usualInitializer() {
            return Initializers.FOR_RELU;
        }
    };

    public static final Catalog<Activation> CATALOG = new Catalog<Activation>("activation")
            .with("identity", IDENTITY)
            .with("sigmoid", SIGMOID)
            .with("tanh", TANH)
            .with("relu", RELU)
            .with(
                    "leaky_relu",
                    with -> new LeakyRelu((float) with.number("slope")),
                    number("slope", 0.01, Domain.FINITE, "slope below 0"))
            .with(
                    "prelu",
                    with -> new Prelu(with.number("initial")),
                    number("initial", 0.25, Domain.FINITE, "initial slope of each unit"))
            .with(
                    "elu",
                    with -> new Elu((float) with.number("alpha")),
                    number("alpha", 1, Domain.POSITIVE, "negative of the limit far below 0"))
            .with(
                    "swish",
                    with -> new Swish((float) with.number("beta")),
                    number("beta", 1, Domain.POSITIVE, "steepness of the gate"))
            .with("selu", SELU)
            .with("gelu", GELU)
            .with("softplus", SOFTPLUS)
            .with("mish", MISH);
}
