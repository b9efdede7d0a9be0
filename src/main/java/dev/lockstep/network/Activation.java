package dev.lockstep.network;

import java.io.Serializable;

/** What a unit does with its weighted sum: the same for every unit, or with a slope that each unit learns. */
public sealed interface Activation extends Serializable permits Elementwise, Prelu {

    /** What weights in front of it start with, unless the plan says otherwise. */
    default String usualInitializer() {
        return "xavier_uniform";
    }
}
