package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;

/**
 * The distributions without parameters.
 *
 * <p>Reference: J. Nelder, R. Wedderburn, "Generalized linear models" (1972).
 */
enum LogFamilies implements LogFamily {
    /** e^z − t·z; derivative e^z − t. */
    POISSON {
        @Override
        public double value(double z, double target) {
            return StrictMath.exp(z) - target * z;
        }

        @Override
        public double slope(double z, double target) {
            return StrictMath.exp(z) - target;
        }

        @Override
        public LabelKind labels() {
            return LabelKind.NOT_NEGATIVE_NUMBERS;
        }
    },

    /** z + t·e^−z, for the shape 1; derivative 1 − t·e^−z. */
    GAMMA {
        @Override
        public double value(double z, double target) {
            return z + target * StrictMath.exp(-z);
        }

        @Override
        public double slope(double z, double target) {
            return 1 - target * StrictMath.exp(-z);
        }

        @Override
        public LabelKind labels() {
            return LabelKind.POSITIVE_NUMBERS;
        }
    }
}
