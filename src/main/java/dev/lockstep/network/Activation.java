package dev.lockstep.network;

import java.io.Serializable;

/** The function that a unit applies to its weighted sum, fixed or with a learned slope per unit. */
public sealed interface Activation extends Serializable permits Elementwise, Prelu {

    /** The default initializer of the weights before it. */
    default String usualInitializer() {
        return "xavier_uniform";
    }
}
