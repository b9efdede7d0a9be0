package dev.lockstep.network;

import dev.lockstep.catalog.Domain;
import dev.lockstep.math.Slice;
import java.io.Serializable;

/**
 * A dense layer: a view at an offset of the network's flat parameters, weights {@code [outputs][inputs]} row-major
 * first, then one bias per output, then one slope per output if the activation learns it.
 *
 * @param index its index in the network, from 0
 * @param offset offset of its parameters
 * @param maxNorm the largest Euclidean norm of a unit's incoming weights; infinite for no limit
 * @param dropout the probability that an output is dropped in training
 */
public record Layer(
        int index, int inputs, int outputs, int offset, Activation activation, double dropout, double maxNorm)
        implements Serializable {

    public Layer {
        Domain.COUNT.check("units", outputs);
        Domain.COUNT.check("inputs", inputs);
        Domain.FRACTION.check("dropout", dropout);
    }

    /** The same layer with another number of inputs. */
    Layer ofInputs(int newInputs) {
        return new Layer(index, newInputs, outputs, offset, activation, dropout, maxNorm);
    }

    /** The same layer with its parameters at another offset. */
    Layer at(int newOffset) {
        return new Layer(index, inputs, outputs, newOffset, activation, dropout, maxNorm);
    }

    public int weightCount() {
        return Math.multiplyExact(inputs, outputs);
    }

    public int biasOffset() {
        return offset + weightCount();
    }

    /** The offset of the slopes, if any. */
    public int slopeOffset() {
        return biasOffset() + outputs;
    }

    public boolean learnsSlopes() {
        return activation instanceof Prelu;
    }

    public int parameterCount() {
        return Math.addExact(weightCount(), learnsSlopes() ? 2 * outputs : outputs);
    }

    public int end() {
        return Math.addExact(offset, parameterCount());
    }

    /** {@code outputs = f(sums)}, both {@code [rows][outputs]}. */
    public void activate(float[] parameters, float[] sums, float[] activated, int rows) {
        if (activation instanceof Prelu prelu) {
            prelu.apply(sums, activated, rows, outputs, parameters, slopeOffset());
        } else if (activation instanceof Elementwise elementwise) {
            elementwise.apply(sums, activated, rows * outputs);
        }
    }

    /** Propagates {@code delta}, the gradient at the outputs, back through f, and adds the gradient of the slopes. */
    void deactivate(float[] parameters, Workspace workspace, float[] delta, int rows, float[] gradient) {
        if (activation instanceof Prelu prelu) {
            prelu.backward(workspace.sums(this), delta, rows, outputs, parameters, gradient, slopeOffset());
        } else if (activation instanceof Elementwise elementwise) {
            elementwise.multiplySlope(workspace.sums(this), workspace.outputs(this), delta, rows * outputs);
        }
    }

    /** Scales down the incoming weights of every unit whose Euclidean norm exceeds the limit. */
    void limitNorms(float[] parameters) {
        for (int unit = 0; unit < outputs; unit++) {
            double square = 0;
            int from = offset + unit * inputs;
            for (int i = from; i < from + inputs; i++) {
                square += (double) parameters[i] * parameters[i];
            }
            double norm = Math.sqrt(square);
            if (norm > maxNorm) {
                float scale = (float) (maxNorm / norm);
                for (int i = from; i < from + inputs; i++) {
                    parameters[i] *= scale;
                }
            }
        }
    }

    Slice weights(float[] parameters) {
        return new Slice(parameters, offset);
    }
}
