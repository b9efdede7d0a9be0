package dev.lockstep.diagnostics;

import dev.lockstep.data.Shard;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.util.List;

/** How often inputs are not 0 in some rows, and how strongly they move the outputs of a network. */
public final class InputSpread {

    private final double[] densities;
    private final double[] strengths;

    private InputSpread(double[] densities, double[] strengths) {
        this.densities = densities;
        this.strengths = strengths;
    }

    /** @param parameters of one network or of all members of an ensemble */
    public static InputSpread of(Shard rows, Network network, float[] parameters) {
        InputSums sums = new InputSums(rows);
        int inputs = network.inputs();
        double[] densities = new double[inputs];
        double[] strengths = new double[inputs];
        for (int member = 0; member < parameters.length / network.parameterCount(); member++) {
            addConnections(network.member(member), parameters, strengths);
        }
        for (int i = 0; i < inputs; i++) {
            strengths[i] *= sums.variance(i);
            densities[i] = sums.density(i);
        }
        return new InputSpread(densities, strengths);
    }

    /**
     * Adds the square of each input's connection with each output: the product of the weight matrices.
     *
     * <p>Reference: J. Olden, D. Jackson, "Illuminating the black box: a randomization approach for understanding variable
     * contributions in artificial neural networks" (2002).
     */
    private static void addConnections(Network network, float[] parameters, double[] squares) {
        List<Layer> layers = network.layers();
        for (int output = 0; output < network.outputs(); output++) {
            double[] connections = new double[network.outputs()];
            connections[output] = 1;
            for (int i = layers.size() - 1; i >= 0; i--) {
                connections = before(layers.get(i), parameters, connections);
            }
            for (int i = 0; i < squares.length; i++) {
                squares[i] += connections[i] * connections[i];
            }
        }
    }

    private static double[] before(Layer layer, float[] parameters, double[] connections) {
        double[] before = new double[layer.inputs()];
        for (int unit = 0; unit < layer.outputs(); unit++) {
            int weights = layer.offset() + unit * layer.inputs();
            for (int i = 0; i < before.length && connections[unit] != 0; i++) {
                before[i] += connections[unit] * parameters[weights + i];
            }
        }
        return before;
    }

    /** The share of rows in which one of the inputs {@code [from .. to)} is not 0, at most. */
    public double density(int from, int to) {
        return sum(densities, from, to);
    }

    /** The root of Σ (connection·deviation)² over the inputs and the outputs of the network. */
    public double strength(int from, int to) {
        return Math.sqrt(sum(strengths, from, to));
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
