package dev.lockstep.scoring;

import dev.lockstep.data.Scaling;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A trained network with everything needed to score unscaled rows: parameters, scaling of features and labels, and the
 * loss, which turns raw outputs into predictions. Immutable, unless its arrays are changed.
 */
public final class TrainedNetwork implements Serializable {

    private static final long serialVersionUID = 1;

    private final Network network;
    private final Loss loss;
    private final float[] parameters;
    private final double[] constants;

    private TrainedNetwork(Network network, Loss loss, float[] parameters, double[] constants) {
        this.network = network;
        this.loss = loss;
        this.parameters = parameters;
        this.constants = constants;
    }

    /** @param parameters in the layout of the network; not copied */
    public static TrainedNetwork of(Network network, Loss loss, float[] parameters, Scaling input, Scaling output) {
        if (parameters.length != network.parameterCount()) {
            throw new IllegalArgumentException("parameters must have " + network.parameterCount()
                    + " values for this network but has " + parameters.length);
        }
        int inputs = network.inputs();
        int outputs = network.outputs();
        int units = network.layers().get(0).outputs();
        double[] constants = new double[2 * inputs + 2 * outputs + units];
        System.arraycopy(input.mean(), 0, constants, 0, inputs);
        System.arraycopy(input.scale(), 0, constants, inputs, inputs);
        System.arraycopy(output.mean(), 0, constants, 2 * inputs, outputs);
        System.arraycopy(output.scale(), 0, constants, 2 * inputs + outputs, outputs);
        TrainedNetwork trained = new TrainedNetwork(network, loss, parameters, constants);
        trained.fillSumsOfZeros();
        return trained;
    }

    /** The same network without its numbers, for serialization; {@link #with} restores them. */
    public TrainedNetwork shape() {
        return new TrainedNetwork(network, loss, null, null);
    }

    /** Combines a {@link #shape()} with {@link #parameters()} and {@link #constants()}; not copied. */
    public TrainedNetwork with(float[] newParameters, double[] newConstants) {
        return new TrainedNetwork(network, loss, newParameters, newConstants);
    }

    public Network network() {
        return network;
    }

    public Loss loss() {
        return loss;
    }

    /** Not copied. */
    public float[] parameters() {
        return parameters;
    }

    /** Means and scales of inputs, then of outputs, then the first layer's sums of a row of zeros; not copied. */
    public double[] constants() {
        return constants;
    }

    public int inputs() {
        return network.inputs();
    }

    /** Raw outputs per row. */
    public int outputs() {
        return network.outputs();
    }

    /** The scaling of features, as a copy. */
    public Scaling inputScaling() {
        return scaling(0, inputs());
    }

    /** The scaling of labels, as a copy. */
    public Scaling outputScaling() {
        return scaling(2 * inputs(), outputs());
    }

    private Scaling scaling(int from, int columns) {
        int middle = from + columns;
        return new Scaling(
                Arrays.copyOfRange(constants, from, middle), Arrays.copyOfRange(constants, middle, middle + columns));
    }

    /** The number of classes: two for a single yes-or-no output, 0 for numbers. */
    public int classes() {
        return loss.task(outputs()).classCount(outputs());
    }

    /** New buffers for scoring, for one thread at a time. */
    public Scoring scoring(Backend backend, int rows) {
        return new Scoring(this, backend, rows);
    }

    /** A scaled feature. */
    float scaled(double value, int feature) {
        return (float) ((value - constants[feature]) / constants[inputs() + feature]);
    }

    /** All scaled features of a row. */
    void scale(double[] row, float[] to, int at) {
        double[] ofBoth = constants;
        int scales = row.length;
        for (int i = 0; i < row.length; i++) {
            to[at + i] = (float) ((row[i] - ofBoth[i]) / ofBoth[scales + i]);
        }
    }

    /** The first layer's sum in a unit for a row of zeros. */
    double sumOfZeros(int unit) {
        return constants[2 * inputs() + 2 * outputs() + unit];
    }

    /**
     * Turns raw outputs, {@code [rows][outputs]}, into predictions in place: probabilities if the loss gives them,
     * otherwise scores.
     */
    public void predict(float[] raw, int rows) {
        loss.predict(raw, rows, outputs());
    }

    /** A prediction in the unit of its label. */
    public double unscaled(float prediction, int output) {
        int mean = 2 * inputs();
        return prediction * constants[mean + outputs() + output] + constants[mean + output];
    }

    private void fillSumsOfZeros() {
        Layer first = network.layers().get(0);
        int at = constants.length - first.outputs();
        for (int unit = 0; unit < first.outputs(); unit++) {
            double sum = parameters[first.biasOffset() + unit];
            int weights = first.offset() + unit * first.inputs();
            for (int i = 0; i < first.inputs(); i++) {
                sum += (double) parameters[weights + i] * scaled(0, i);
            }
            constants[at + unit] = sum;
        }
    }
}
