package dev.lockstep.objective;

import java.io.Serializable;

/** What a regression loss makes of one error e = output − target, with its slope beside it. */
interface ErrorFunction extends Serializable {

    double value(double error);

    double slope(double error);
}
