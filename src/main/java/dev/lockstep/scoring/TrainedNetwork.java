package dev.lockstep.scoring;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.UnitLength;
import dev.lockstep.data.column.Curve;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A trained network, or an ensemble of networks of one shape, with everything needed to score unscaled rows: parameters,
 * scaling of features and labels, and the loss, which turns raw outputs into predictions. Immutable, unless its arrays
 * are changed.
 */
public final class TrainedNetwork implements Serializable {

    private static final long serialVersionUID = 1;

    private final Network network;
    private final Loss loss;
    private final float[] parameters;
    private final double[] constants;
    private final Curve curve;
    private final boolean unitRows;

    private TrainedNetwork(Network network, Loss loss, boolean unitRows, float[] parameters, double[] constants) {
        this.network = network;
        this.loss = loss;
        this.unitRows = unitRows;
        this.parameters = parameters;
        this.constants = constants;
        this.curve = constants == null ? Curve.NONE : curve(network, members(), constants);
    }

    /**
     * @param network a single one
     * @param parameters in the layout of the network, of an ensemble one network's after the other's; not copied
     */
    public static TrainedNetwork of(Network network, Loss loss, float[] parameters, Scaling input, Scaling output) {
        if (parameters.length == 0 || parameters.length % network.parameterCount() != 0) {
            throw new IllegalArgumentException("parameters must have " + network.parameterCount()
                    + " values for this network but has " + parameters.length);
        }
        int members = parameters.length / network.parameterCount();
        int inputs = network.inputs();
        int outputs = network.outputs();
        int units = network.layers().get(0).outputs();
        double[] curve = numbers(input.curve());
        double[] constants = new double[2 * inputs + 2 * outputs + members * units + curve.length];
        System.arraycopy(input.mean(), 0, constants, 0, inputs);
        System.arraycopy(input.scale(), 0, constants, inputs, inputs);
        System.arraycopy(output.mean(), 0, constants, 2 * inputs, outputs);
        System.arraycopy(output.scale(), 0, constants, 2 * inputs + outputs, outputs);
        System.arraycopy(curve, 0, constants, constants.length - curve.length, curve.length);
        TrainedNetwork trained = new TrainedNetwork(network, loss, false, parameters, constants);
        trained.fillSumsOfZeros();
        return trained;
    }

    /** The same for rows that are divided by their Euclidean norm once scaled; they are not centred. */
    public TrainedNetwork ofUnitRows() {
        return new TrainedNetwork(network, loss, true, parameters, constants);
    }

    /** The same network without its numbers, for serialization; {@link #with} restores them. */
    public TrainedNetwork shape() {
        return new TrainedNetwork(network, loss, unitRows, null, null);
    }

    /** Combines a {@link #shape()} with {@link #parameters()} and {@link #constants()}; not copied. */
    public TrainedNetwork with(float[] newParameters, double[] newConstants) {
        return new TrainedNetwork(network, loss, unitRows, newParameters, newConstants);
    }

    /** A single one; all members of an ensemble have its shape. */
    public Network network() {
        return network;
    }

    /** The number of networks: 1 without an ensemble. */
    public int members() {
        return parameters.length / network.parameterCount();
    }

    public Loss loss() {
        return loss;
    }

    /** Not copied. */
    public float[] parameters() {
        return parameters;
    }

    /**
     * Means and scales of inputs, then of outputs, then each first layer's sums of a row of zeros, then the numbers of the
     * curve of inputs; not copied.
     */
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
        Scaling affine = scaling(0, inputs());
        return new Scaling(affine.mean(), affine.scale(), curve);
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
        double z = (value - constants[feature]) / constants[inputs() + feature];
        if (curve.isNone()) {
            return (float) z;
        }
        // A curve would bound an infinite value, which must be refused.
        return (float) curve.apply(Double.isInfinite(value) ? Double.NaN : z, feature);
    }

    /** All scaled features of a row. */
    void scale(double[] row, float[] to, int at) {
        double[] ofBoth = constants;
        int scales = row.length;
        if (!curve.isNone()) {
            for (int i = 0; i < row.length; i++) {
                to[at + i] = scaled(row[i], i);
            }
            return;
        }
        for (int i = 0; i < row.length; i++) {
            to[at + i] = (float) ((row[i] - ofBoth[i]) / ofBoth[scales + i]);
        }
    }

    /** Whether rows are divided by their Euclidean norm. */
    public boolean hasUnitRows() {
        return unitRows;
    }

    /**
     * Divides scaled values by the norm of their row, if rows have unit length.
     *
     * @param values of the row, before scaling
     * @param inputs of these values
     * @param to scaled values from {@code at} on, all finite
     */
    void toUnitLength(double[] values, IntUnaryOperator inputs, float[] to, int at) {
        if (unitRows) {
            UnitLength.scale(values, i -> constants[inputs() + inputs.applyAsInt(i)], to, at);
        }
    }

    /** The sum of a member's first layer in a unit for a row of zeros. */
    double sumOfZeros(int member, int unit) {
        return constants[2 * inputs() + 2 * outputs() + member * firstUnits() + unit];
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

    /** A distance of predictions in the unit of their label. */
    public double unscaledDistance(double distance, int output) {
        return distance * constants[2 * inputs() + outputs() + output];
    }

    /** A curve's limits or knots, after a number that says which; nothing without a curve. */
    private static double[] numbers(Curve curve) {
        if (curve.isNone()) {
            return new double[0];
        }
        double[] found = curve.limits().or(curve::knots).orElseThrow();
        double[] numbers = new double[found.length + 1];
        numbers[0] = curve.limits().isPresent() ? 0 : 1;
        System.arraycopy(found, 0, numbers, 1, found.length);
        return numbers;
    }

    private int firstUnits() {
        return network.layers().get(0).outputs();
    }

    private static Curve curve(Network network, int members, double[] constants) {
        int at = 2 * network.inputs()
                + 2 * network.outputs()
                + members * network.layers().get(0).outputs();
        if (at == constants.length) {
            return Curve.NONE;
        }
        double[] numbers = Arrays.copyOfRange(constants, at + 1, constants.length);
        return constants[at] == 0 ? Curve.limits(numbers) : Curve.knots(numbers);
    }

    private void fillSumsOfZeros() {
        int at = 2 * inputs() + 2 * outputs();
        for (int member = 0; member < members(); member++) {
            Layer first = network.member(member).layers().get(0);
            for (int unit = 0; unit < first.outputs(); unit++) {
                double sum = parameters[first.biasOffset() + unit];
                int weights = first.offset() + unit * first.inputs();
                for (int i = 0; i < first.inputs(); i++) {
                    sum += (double) parameters[weights + i] * scaled(0, i);
                }
                constants[at++] = sum;
            }
        }
    }
}
