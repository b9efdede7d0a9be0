package dev.lockstep.format;

import java.util.List;

/** What a file says about a tensor ahead of its numbers. */
sealed interface TensorOutline permits Tensor, TensorHeader.Entry {

    String name();

    List<Long> shape();

    Tensor.Type type();
}
