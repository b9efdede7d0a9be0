package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;

/**
 * e^((2 − p)·z)/(2 − p) − t·e^((1 − p)·z)/(1 − p) with the power p between 1 and 2, for sums of a Poisson number of
 * gamma-distributed amounts; derivative e^((2 − p)·z) − t·e^((1 − p)·z).
 *
 * <p>Reference: B. Jørgensen, "Exponential dispersion models" (1987).
 */
record Tweedie(double power) implements LogFamily {

    @Override
    public double value(double z, double target) {
        return StrictMath.exp((2 - power) * z) / (2 - power) - ofTarget(z, target) / (1 - power);
    }

    @Override
    public double slope(double z, double target) {
        return StrictMath.exp((2 - power) * z) - ofTarget(z, target);
    }

    /** 0 for the target 0, also where the exponential overflows. */
    private double ofTarget(double z, double target) {
        return target == 0 ? 0 : target * StrictMath.exp((1 - power) * z);
    }

    @Override
    public LabelKind labels() {
        return LabelKind.NOT_NEGATIVE_NUMBERS;
    }
}
