package dev.lockstep.network;

import dev.lockstep.math.RandomStream;
import dev.lockstep.math.Slice;
import dev.lockstep.math.SparseRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A multilayer perceptron. Its parameters are one flat array owned by the caller; layers are views at offsets.
 *
 * <p>Reference: D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors" (1986).
 */
public record Network(List<Layer> layers) implements Serializable {

    /** A hidden layer of a plan. */
    public record Hidden(int units, Activation activation, double dropout, double maxNorm) {}

    public Network {
        layers = List.copyOf(layers);
    }

    /** A network with inputs, hidden layers and outputs. */
    public static Network of(int inputs, List<Hidden> hidden, int outputs, Activation output) {
        List<Layer> layers = new ArrayList<>();
        int width = inputs;
        int offset = 0;
        for (Hidden next : hidden) {
            Layer layer = new Layer(
                    layers.size(), width, next.units(), offset, next.activation(), next.dropout(), next.maxNorm());
            layers.add(layer);
            width = layer.outputs();
            offset = layer.end();
        }
        layers.add(new Layer(layers.size(), width, outputs, offset, output, 0, Double.POSITIVE_INFINITY));
        return new Network(layers);
    }

    public int inputs() {
        return layers.get(0).inputs();
    }

    public int outputs() {
        return last().outputs();
    }

    public int parameterCount() {
        return last().end();
    }

    private Layer last() {
        return layers.get(layers.size() - 1);
    }

    /** The same network where its parameters follow those of {@code index} others of its kind in their array. */
    public Network member(int index) {
        int before = Math.multiplyExact(index, parameterCount());
        List<Layer> moved = new ArrayList<>(layers.size());
        for (Layer layer : layers) {
            moved.add(layer.at(Math.addExact(before, layer.offset())));
        }
        return new Network(moved);
    }

    /**
     * The same network with fewer inputs, for rows that use only these. With {@link Workspace#read(SparseRows)} its
     * first weights are {@code [inputs][outputs]}.
     */
    public Network narrowed(int newInputs) {
        Layer first = layers.get(0);
        int fewer = Math.multiplyExact(first.inputs() - newInputs, first.outputs());
        List<Layer> narrowed = new ArrayList<>(layers.size());
        for (Layer layer : layers) {
            narrowed.add(layer.index() == 0 ? layer.ofInputs(newInputs) : layer.at(layer.offset() - fewer));
        }
        return new Network(narrowed);
    }

    /**
     * New initial parameters: weights and biases by each layer's initializer from the seed, slopes as set by the
     * activation.
     */
    public float[] initialParameters(Function<Layer, Initializer> initializerOf, long seed) {
        float[] parameters = new float[parameterCount()];
        for (Layer layer : layers) {
            Initializer initializer = initializerOf.apply(layer);
            RandomStream random = RandomStream.of(seed, RandomStream.Purpose.INITIAL_WEIGHTS, layer.index());
            for (int i = 0; i < layer.weightCount(); i++) {
                parameters[layer.offset() + i] = (float) initializer.weight(layer, random, i);
            }
            RandomStream ofBiases = RandomStream.of(seed, RandomStream.Purpose.INITIAL_BIASES, layer.index());
            for (int unit = 0; unit < layer.outputs(); unit++) {
                parameters[layer.biasOffset() + unit] = (float) initializer.bias(layer, ofBiases, unit);
            }
            if (layer.activation() instanceof Prelu prelu) {
                Arrays.fill(parameters, layer.slopeOffset(), layer.end(), (float) prelu.initial());
            }
        }
        return parameters;
    }

    /** Applies the max-norm limit of every layer, after an optimizer's step. */
    public void limitNorms(float[] parameters) {
        for (Layer layer : layers) {
            if (layer.maxNorm() < Double.POSITIVE_INFINITY) {
                layer.limitNorms(parameters);
            }
        }
    }

    /**
     * Computes the outputs of the first {@code rows} rows of the workspace's inputs, into {@link Workspace#outputs()}.
     *
     * @param dropout the masks of this step, or {@link Dropout#OFF}
     */
    public void forward(float[] parameters, Workspace workspace, int rows, Dropout dropout) {
        for (Layer layer : layers) {
            sum(layer, parameters, workspace, rows);
            layer.activate(parameters, workspace.sums(layer), workspace.outputs(layer), rows);
            workspace.pass(layer, rows, dropout);
        }
    }

    /** Computes the weighted sums of a layer, added to its biases. */
    public static void sum(Layer layer, float[] parameters, Workspace workspace, int rows) {
        float[] sums = workspace.sums(layer);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(parameters, layer.biasOffset(), sums, row * layer.outputs(), layer.outputs());
        }
        if (workspace.isSparse(layer)) {
            workspace.sparseInputs().addTimes(layer.outputs(), layer.weights(parameters), sums);
        } else {
            workspace
                    .products()
                    .addTimesTransposed(
                            rows,
                            layer.outputs(),
                            layer.inputs(),
                            Slice.of(workspace.inputs(layer)),
                            layer.weights(parameters),
                            Slice.of(sums));
        }
    }

    /**
     * Overwrites {@code gradient} with the gradient of the last {@link #forward}, given the gradient at the outputs in
     * {@link Workspace#outputGradient()}, which it overwrites.
     */
    public void backward(float[] parameters, Workspace workspace, int rows, Dropout dropout, float[] gradient) {
        for (Layer layer : layers) {
            int from = workspace.isSparse(layer) ? layer.offset() : layer.biasOffset();
            Arrays.fill(gradient, from, layer.end(), 0f);
        }
        backward(parameters, workspace, rows, dropout, gradient, workspace.products()::transposedTimes);
    }

    /** As {@link #backward}, but adds to {@code gradient}. */
    public void addBackward(float[] parameters, Workspace workspace, int rows, Dropout dropout, float[] gradient) {
        backward(parameters, workspace, rows, dropout, gradient, workspace.products()::addTransposedTimes);
    }

    /**
     * As {@link #addBackward}, with the bits of a gradient of its own that is added to {@code gradient}. Only where
     * {@link #addsExactly}.
     */
    public void mergeBackward(float[] parameters, Workspace workspace, int rows, Dropout dropout, float[] gradient) {
        List<float[]> before = new ArrayList<>(layers.size());
        for (Layer layer : layers) {
            before.add(Arrays.copyOfRange(gradient, layer.biasOffset(), layer.end()));
            Arrays.fill(gradient, layer.biasOffset(), layer.end(), 0f);
        }
        addBackward(parameters, workspace, rows, dropout, gradient);
        for (Layer layer : layers) {
            float[] sum = before.get(layer.index());
            for (int i = 0; i < sum.length; i++) {
                gradient[layer.biasOffset() + i] += sum[i];
            }
        }
    }

    /** Whether products of a number of rows add to the gradient of weights with the bits of a product and a sum. */
    public boolean addsExactly(Workspace workspace, int rows) {
        for (Layer layer : layers) {
            if (!workspace.products().addsExactly(layer.outputs(), layer.inputs(), rows)) {
                return false;
            }
        }
        return true;
    }

    private void backward(
            float[] parameters,
            Workspace workspace,
            int rows,
            Dropout dropout,
            float[] gradient,
            WeightGradient weightGradient) {
        for (int index = layers.size() - 1; index >= 0; index--) {
            Layer layer = layers.get(index);
            float[] delta = workspace.gradient(layer);
            workspace.passBack(layer, rows, dropout);
            layer.deactivate(parameters, workspace, delta, rows, gradient);
            if (workspace.isSparse(layer)) {
                workspace.sparseInputs().addTransposedTimes(layer.outputs(), delta, layer.weights(gradient));
            } else {
                weightGradient.of(
                        layer.outputs(),
                        layer.inputs(),
                        rows,
                        Slice.of(delta),
                        Slice.of(workspace.inputs(layer)),
                        layer.weights(gradient));
            }
            addRows(delta, rows, layer.outputs(), gradient, layer.biasOffset());
            if (index > 0) {
                workspace
                        .products()
                        .times(
                                rows,
                                layer.inputs(),
                                layer.outputs(),
                                Slice.of(delta),
                                layer.weights(parameters),
                                Slice.of(workspace.gradient(layers.get(index - 1))));
            }
        }
    }

    /** Computes the gradient of a layer's weights, or adds to it. */
    private interface WeightGradient {
        void of(int m, int n, int k, Slice a, Slice b, Slice c);
    }

    private static void addRows(float[] rows, int count, int width, float[] sum, int at) {
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < width; i++) {
                sum[at + i] += rows[row * width + i];
            }
        }
    }
}
