package dev.lockstep.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ROC and the precision-recall curve of each class against the others. Scores are counted in {@value #BINS} bins,
 * those of probabilities by their log-odds, so the curves have exact points, at the thresholds between bins.
 *
 * <p>Reference: T. Fawcett, "An introduction to ROC analysis" (2006).
 */
final class ScoreCurves implements Part {

    private static final long serialVersionUID = 1;

    private static final int BINS = 400;
    /** Scores further from 0 are in the first and the last bin. */
    private static final double RANGE = 20;

    private static final int MOST_CLASSES = 30;
    private static final int POINTS = 400;
    private static final int POINTS_OF_MANY = 60;

    private final Outcomes outcomes;
    private final List<Integer> classes;
    private final List<String> names;

    /** @param names of all classes */
    ScoreCurves(Outcomes outcomes, List<String> names) {
        this.outcomes = outcomes;
        List<Integer> scored = outcomes.scoredClasses();
        this.classes = scored.size() > MOST_CLASSES ? List.of() : scored;
        this.names = List.copyOf(names);
    }

    @Override
    public String name() {
        return "curves";
    }

    @Override
    public int size() {
        return 2 * BINS * classes.size();
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        for (int i = 0; i < classes.size(); i++) {
            int bin = bin(outcomes.score(row, classes.get(i)));
            int no = outcomes.is(row, classes.get(i)) ? 0 : 1;
            sums[at + 2 * (i * BINS + bin) + no] += row.weight();
        }
    }

    private int bin(double score) {
        double z = outcomes.haveProbabilities() ? StrictMath.log(score / (1 - score)) : score;
        int bin = (int) Math.floor((z + RANGE) * BINS / (2 * RANGE));
        return Math.max(0, Math.min(BINS - 1, bin));
    }

    @Override
    public Object described(double[] sums, int at) {
        List<Map<String, Object>> curves = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            Map<String, Object> curve = new LinkedHashMap<>();
            curve.put("class", names.get(classes.get(i)));
            addCurves(sums, at + 2 * i * BINS, curve);
            if (curve.size() > 1) {
                curves.add(curve);
            }
        }
        return curves;
    }

    /** From the highest threshold to the lowest. */
    private void addCurves(double[] sums, int at, Map<String, Object> to) {
        double allYes = 0;
        double allNo = 0;
        for (int bin = 0; bin < BINS; bin++) {
            allYes += sums[at + 2 * bin];
            allNo += sums[at + 2 * bin + 1];
        }
        if (allYes == 0 || allNo == 0) {
            return;
        }
        List<double[]> roc = new ArrayList<>(List.of(new double[] {0, 0}));
        List<double[]> precisionRecall = new ArrayList<>();
        double yes = 0;
        double no = 0;
        for (int bin = BINS - 1; bin >= 0; bin--) {
            double moreYes = sums[at + 2 * bin];
            double moreNo = sums[at + 2 * bin + 1];
            if (moreYes > 0 || moreNo > 0) {
                yes += moreYes;
                no += moreNo;
                roc.add(new double[] {no / allNo, yes / allYes});
                precisionRecall.add(new double[] {yes / allYes, yes / (yes + no)});
            }
        }
        to.put("roc", thinned(roc));
        to.put("precisionRecall", thinned(precisionRecall));
    }

    /** Some of the points, at about equal distances along the curve, with the first and the last. */
    private List<double[]> thinned(List<double[]> points) {
        int most = classes.size() == 1 ? POINTS : POINTS_OF_MANY;
        if (points.size() <= most) {
            return points;
        }
        double[] lengths = new double[points.size()];
        for (int i = 1; i < lengths.length; i++) {
            lengths[i] = lengths[i - 1]
                    + Math.abs(points.get(i)[0] - points.get(i - 1)[0])
                    + Math.abs(points.get(i)[1] - points.get(i - 1)[1]);
        }
        double step = lengths[lengths.length - 1] / (most - 2);
        List<double[]> some = new ArrayList<>();
        double next = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] >= next || i == lengths.length - 1) {
                some.add(points.get(i));
                next = lengths[i] + step;
            }
        }
        return some;
    }
}
