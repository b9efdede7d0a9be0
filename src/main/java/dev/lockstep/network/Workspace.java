package dev.lockstep.network;

import dev.lockstep.math.Products;
import dev.lockstep.math.SparseRows;
import java.util.List;

/**
 * The buffers of a forward and backward pass over a block of rows. For one thread at a time: write the inputs, call
 * {@link Network#forward}, write the gradient at the outputs, call {@link Network#backward}.
 *
 * <p>Memory: at most five floats per unit and row.
 */
public final class Workspace {

    private final Products products;
    private final List<Layer> layers;
    private final int rows;
    private final int inputWidth;
    private float[] inputs;
    private SparseRows sparseInputs;
    private final float[][] sums;
    private final float[][] outputs;
    private final float[][] passed;
    private final float[][] gradients;
    private final float[][] masks;

    /** @param rows maximum rows of a block */
    public Workspace(Network network, Products products, int rows) {
        this.products = products;
        this.layers = network.layers();
        int depth = layers.size();
        this.rows = rows;
        this.inputWidth = network.inputs();
        sums = new float[depth][];
        outputs = new float[depth][];
        passed = new float[depth][];
        gradients = new float[depth][];
        masks = new float[depth][];
        for (Layer layer : layers) {
            int size = Math.multiplyExact(rows, layer.outputs());
            sums[layer.index()] = new float[size];
            outputs[layer.index()] = layer.activation() == Activations.IDENTITY ? sums[layer.index()] : new float[size];
            passed[layer.index()] = layer.dropout() > 0 ? new float[size] : outputs[layer.index()];
            gradients[layer.index()] = new float[size];
            masks[layer.index()] = layer.dropout() > 0 ? new float[size] : null;
        }
    }

    /** The rows' features, {@code [rows][inputs]}: the array of {@link #read}, or an own one. */
    public float[] inputs() {
        if (inputs == null) {
            inputs = new float[Math.multiplyExact(rows, inputWidth)];
        }
        return inputs;
    }

    /** Uses an array of the caller with the rows' features, {@code [rows][inputs]}, until the next call. */
    public void read(float[] features) {
        inputs = features;
        sparseInputs = null;
    }

    /** Uses sparse rows of the caller until the next call. */
    public void read(SparseRows features) {
        sparseInputs = features;
    }

    /** The rows' outputs after a forward pass, {@code [rows][outputs]}. */
    public float[] outputs() {
        return outputs[layers.size() - 1];
    }

    /** The gradient at the outputs, {@code [rows][outputs]}. */
    public float[] outputGradient() {
        return gradients[layers.size() - 1];
    }

    Products products() {
        return products;
    }

    /** Whether the layer's inputs are sparse rows. */
    boolean isSparse(Layer layer) {
        return sparseInputs != null && layer.index() == 0;
    }

    SparseRows sparseInputs() {
        return sparseInputs;
    }

    /** The inputs of a layer. */
    float[] inputs(Layer layer) {
        return layer.index() == 0 ? inputs() : passed[layer.index() - 1];
    }

    public float[] sums(Layer layer) {
        return sums[layer.index()];
    }

    public float[] outputs(Layer layer) {
        return outputs[layer.index()];
    }

    float[] gradient(Layer layer) {
        return gradients[layer.index()];
    }

    /** Applies the dropout of a layer to its outputs, if any. */
    public void pass(Layer layer, int rows, Dropout dropout) {
        if (layer.dropout() > 0) {
            if (dropout.on()) {
                dropout.mask(layer, outputs(layer), masks[layer.index()], passed[layer.index()], rows);
            } else {
                System.arraycopy(outputs(layer), 0, passed[layer.index()], 0, rows * layer.outputs());
            }
        }
    }

    /** Propagates a layer's gradient back through its dropout. */
    void passBack(Layer layer, int rows, Dropout dropout) {
        if (layer.dropout() > 0 && dropout.on()) {
            float[] gradient = gradient(layer);
            float[] mask = masks[layer.index()];
            for (int i = 0; i < rows * layer.outputs(); i++) {
                gradient[i] *= mask[i];
            }
        }
    }
}
