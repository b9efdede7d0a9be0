package dev.lockstep.network;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.math.Elementary;

/** The activations without parameters, each with its slope beside it; and the catalog of all. */
public enum Activations implements Activation {
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
                gradient[i] = outputs[i] > 0f ? gradient[i] : 0f;
            }
        }

        @Override
        public String usualInitializer() {
            return "he_uniform";
        }
    };

    public static final Catalog<Activation> CATALOG = new Catalog<Activation>("activation")
            .with("identity", IDENTITY)
            .with("sigmoid", SIGMOID)
            .with("tanh", TANH)
            .with("relu", RELU);
}
