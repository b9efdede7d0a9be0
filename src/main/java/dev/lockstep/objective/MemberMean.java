package dev.lockstep.objective;

import java.util.ArrayList;
import java.util.List;

/**
 * The predictions of an ensemble for a block of rows: the mean of its members' predictions, summed in double in the
 * order of the members and rounded to float last. Its raw outputs are those from which the loss predicts that mean: for
 * probabilities of classes and predictions with a log link their logarithm, for the probability p of yes the log-odds
 * log(p/(1 − p)), otherwise the mean itself. A single network keeps its own raw outputs.
 *
 * <p>Reference: B. Lakshminarayanan, A. Pritzel, C. Blundell, "Simple and scalable predictive uncertainty estimation
 * using deep ensembles" (2017), section 2.4.
 */
public final class MemberMean {

    private final Loss loss;
    private final int rows;
    private final int units;
    private final List<float[]> raws = new ArrayList<>();
    private final List<float[]> predictions = new ArrayList<>();

    public MemberMean(Loss loss, int rows, int units) {
        this.loss = loss;
        this.rows = rows;
        this.units = units;
    }

    /** Adds the next member, with its raw outputs {@code [rows][units]}, which must not change afterwards. */
    public void add(float[] raw) {
        raws.add(raw);
    }

    /** Adds a number of each row to its raw outputs in every member, before anything is read. */
    public void addOffsets(float[] ofRows) {
        for (float[] raw : raws) {
            for (int i = 0; i < raw.length; i++) {
                raw[i] += ofRows[i / units];
            }
        }
    }

    private float[] predicted(float[] raw) {
        loss.predict(raw, rows, units);
        return raw;
    }

    public int rows() {
        return rows;
    }

    /** The predictions of each member, {@code [rows][units]}, computed when first asked for. */
    private List<float[]> members() {
        for (int i = predictions.size(); i < raws.size(); i++) {
            predictions.add(predicted(raws.get(i).clone()));
        }
        return predictions;
    }

    /** The mean predictions, {@code [rows][units]}; not copied. */
    public float[] predictions() {
        if (raws.size() == 1) {
            return members().get(0);
        }
        double[] sums = sums(members());
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (sums[i] / raws.size());
        }
        return means;
    }

    /** The raw outputs, {@code [rows][units]}; not copied. */
    public float[] raw() {
        if (raws.size() == 1) {
            return raws.get(0);
        }
        double[] sums = sums(members());
        boolean oddsOfYes = loss.givesProbabilities() && loss.task() == Task.BINARY;
        boolean logarithms = loss.givesProbabilities() || loss.hasLogLink();
        double[] complements = oddsOfYes ? sums(complements()) : null;
        float[] raw = new float[sums.length];
        for (int i = 0; i < raw.length; i++) {
            double mean = sums[i] / raws.size();
            raw[i] = (float)
                    (oddsOfYes
                            ? logarithm(mean) - logarithm(complements[i] / raws.size())
                            : logarithms ? logarithm(mean) : mean);
        }
        return raw;
    }

    /** The standard deviation of a prediction over the members, dividing by their number; 0 of a single network. */
    public double deviation(int at) {
        double mean = 0;
        for (float[] member : members()) {
            mean += (double) member[at] / raws.size();
        }
        double squares = 0;
        for (float[] member : members()) {
            squares += (member[at] - mean) * (member[at] - mean);
        }
        return Math.sqrt(squares / raws.size());
    }

    /** The probabilities of no: 1 − p loses the digits of a p near 1. */
    private List<float[]> complements() {
        List<float[]> complements = new ArrayList<>(raws.size());
        for (float[] raw : raws) {
            float[] negated = new float[raw.length];
            for (int i = 0; i < raw.length; i++) {
                negated[i] = -raw[i];
            }
            complements.add(predicted(negated));
        }
        return complements;
    }

    /** A probability too small for a float is 0 in every member; it counts as the smallest float. */
    private static double logarithm(double value) {
        return StrictMath.log(Math.max(value, Float.MIN_VALUE));
    }

    private static double[] sums(List<float[]> values) {
        double[] sums = new double[values.get(0).length];
        for (float[] of : values) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += of[i];
            }
        }
        return sums;
    }
}
