package dev.lockstep.objective;

import java.io.Serializable;

/** A function of the error e = output − target, with its derivative. */
interface ErrorFunction extends Serializable {

    double value(double error);

    double slope(double error);
}
