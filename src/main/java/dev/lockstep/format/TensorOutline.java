package dev.lockstep.format;

import java.util.List;

/** The entry of a tensor in the header: name, type and shape. */
sealed interface TensorOutline permits Tensor, TensorHeader.Entry {

    String name();

    List<Long> shape();

    Tensor.Type type();
}
