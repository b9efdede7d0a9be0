package dev.lockstep.network;

import dev.lockstep.catalog.Domain;
import dev.lockstep.math.Slice;
import java.io.Serializable;

/**
 * A dense layer: a view at an offset of the network's flat parameters, weights {@code [outputs][inputs]} row-major
 * first, then one bias an output.
 *
 * @param index its place in the network, from 0
 * @param offset where its parameters start
 * @param dropout the probability that an output is dropped in training
 */
public record Layer(int index, int inputs, int outputs, int offset, Activation activation, double dropout)
        implements Serializable {

    public Layer {
        Domain.COUNT.check("units", outputs);
        Domain.COUNT.check("inputs", inputs);
        Domain.FRACTION.check("dropout", dropout);
    }

    public int weightCount() {
        return Math.multiplyExact(inputs, outputs);
    }

    public int biasOffset() {
        return offset + weightCount();
    }

    public int parameterCount() {
        return Math.addExact(weightCount(), outputs);
    }

    public int end() {
        return Math.addExact(offset, parameterCount());
    }

    Slice weights(float[] parameters) {
        return new Slice(parameters, offset);
    }
}
