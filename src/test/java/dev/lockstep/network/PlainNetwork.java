package dev.lockstep.network;

import dev.lockstep.catalog.Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * A network as its textbook formula, row by row, in double. Its parameters stand as those of {@link Network} do: layer
 * by layer weights {@code [outputs][inputs]}, biases, learned slopes.
 */
public record PlainNetwork(int inputs, List<Part> parts) {

    /** One layer. */
    public record Part(int units, Choice<Activation> activation, double dropout) {

        public Part(int units, Choice<Activation> activation) {
            this(units, activation, 0);
        }
    }

    /** The network that is tested. */
    public Network network() {
        List<Network.Hidden> hidden = new ArrayList<>();
        for (Part part : parts.subList(0, parts.size() - 1)) {
            hidden.add(new Network.Hidden(
                    part.units(), part.activation().value(), part.dropout(), Double.POSITIVE_INFINITY));
        }
        return Network.of(inputs, hidden, last().units(), last().activation().value());
    }

    public int outputs() {
        return last().units();
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    public int parameterCount() {
        int count = 0;
        int width = inputs;
        for (Part part : parts) {
            count += part.units() * (width + (PlainActivation.learnsSlopes(part.activation()) ? 2 : 1));
            width = part.units();
        }
        return count;
    }

    /**
     * The outputs of one row.
     *
     * @param masks what each hidden unit's output is multiplied by, {@code [hidden layer][unit]}, or null
     */
    public double[] outputs(double[] parameters, float[] row, double[][] masks) {
        double[] values = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            values[i] = row[i];
        }
        int offset = 0;
        for (int index = 0; index < parts.size(); index++) {
            Part part = parts.get(index);
            double[] next = new double[part.units()];
            int biases = offset + part.units() * values.length;
            int slopes = biases + part.units();
            boolean learnsSlopes = PlainActivation.learnsSlopes(part.activation());
            for (int unit = 0; unit < part.units(); unit++) {
                double sum = parameters[biases + unit];
                for (int i = 0; i < values.length; i++) {
                    sum += parameters[offset + unit * values.length + i] * values[i];
                }
                double slope = learnsSlopes ? parameters[slopes + unit] : 0;
                double mask = masks == null || index == parts.size() - 1 ? 1 : masks[index][unit];
                next[unit] = mask * PlainActivation.value(part.activation(), sum, slope);
            }
            offset = slopes + (learnsSlopes ? part.units() : 0);
            values = next;
        }
        return values;
    }
}
