package dev.lockstep.benchmark.measurement;

import dev.lockstep.math.RandomStream;
import java.io.Serializable;

/**
 * Where the rows come from: uniform features in [0, 1) from a seed, labelled by a small network from the same seed,
 * {@code class = argmax(B · h / (1 + |h|))} with {@code h = A · (x − ½)}.
 */
public final class Teacher implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int UNITS = 16;
    private static final int WEIGHTS = 0;
    private static final int ROWS = 1;

    private final int inputs;
    private final int classes;
    private final float[] first;
    private final float[] second;

    public Teacher(int inputs, int classes) {
        this.inputs = inputs;
        this.classes = classes;
        this.first = directions(UNITS, inputs, 0);
        this.second = directions(classes, UNITS, 1);
    }

    /** Normal weights, the same length for every unit, so that classes are about equally frequent. */
    private static float[] directions(int units, int width, int layer) {
        RandomStream random = RandomStream.of(0, RandomStream.Purpose.CANARY, WEIGHTS, layer, units, width);
        float[] weights = new float[units * width];
        for (int unit = 0; unit < units; unit++) {
            double square = 0;
            for (int i = 0; i < width; i++) {
                weights[unit * width + i] = (float) random.normal((long) unit * width + i);
                square += (double) weights[unit * width + i] * weights[unit * width + i];
            }
            for (int i = 0; i < width; i++) {
                weights[unit * width + i] /= (float) Math.sqrt(square);
            }
        }
        return weights;
    }

    /** Writes a row's features and then its class. */
    public void row(long number, float[] to) {
        RandomStream random = RandomStream.of(0, RandomStream.Purpose.CANARY, ROWS, inputs, number);
        for (int i = 0; i < inputs; i++) {
            to[i] = (random.bits(i) >>> 40) * 0x1p-24f;
        }
        float[] hidden = new float[UNITS];
        for (int unit = 0; unit < UNITS; unit++) {
            float sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += first[unit * inputs + i] * (to[i] - 0.5f);
            }
            hidden[unit] = sum / (1 + Math.abs(sum));
        }
        to[inputs] = strongest(hidden);
    }

    private int strongest(float[] hidden) {
        int best = 0;
        float highest = Float.NEGATIVE_INFINITY;
        for (int label = 0; label < classes; label++) {
            float sum = 0;
            for (int i = 0; i < UNITS; i++) {
                sum += second[label * UNITS + i] * hidden[i];
            }
            if (sum > highest) {
                best = label;
                highest = sum;
            }
        }
        return best;
    }
}
