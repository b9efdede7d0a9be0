package dev.lockstep.network;

import dev.lockstep.catalog.Choice;
import java.io.Serializable;

/** The function that a unit applies to its weighted sum, fixed or with a learned slope per unit. */
public sealed interface Activation extends Serializable permits Elementwise, Prelu {

    /** The default initializer of its layer. */
    default Choice<Initializer> usualInitializer() {
        return Initializers.USUAL;
    }
}
