package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;
import java.io.Serializable;

/** A distribution of targets t with the mean e^z: its negative log-likelihood at z, without terms that only t is in. */
interface LogFamily extends Serializable {

    double value(double z, double target);

    double slope(double z, double target);

    /** The targets that the distribution can give. */
    LabelKind labels();
}
