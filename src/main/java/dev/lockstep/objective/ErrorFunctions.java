package dev.lockstep.objective;

/** The error functions without parameters. */
enum ErrorFunctions implements ErrorFunction {
    /** e²; derivative 2·e. */
    SQUARE {
        @Override
        public double value(double error) {
            return error * error;
        }

        @Override
        public double slope(double error) {
            return 2 * error;
        }
    },

    /** |e|; derivative sign(e), 0 at 0. */
    MODULUS {
        @Override
        public double value(double error) {
            return Math.abs(error);
        }

        @Override
        public double slope(double error) {
            return Math.signum(error);
        }
    },

    /** log cosh e, as |e| + log(1 + e^(−2|e|)) − log 2; derivative tanh e. */
    LOG_COSH {
        @Override
        public double value(double error) {
            double size = Math.abs(error);
            return size + StrictMath.log1p(StrictMath.exp(-2 * size)) - LOG_2;
        }

        @Override
        public double slope(double error) {
            return StrictMath.tanh(error);
        }
    };

    private static final double LOG_2 = 0.6931471805599453;
}
