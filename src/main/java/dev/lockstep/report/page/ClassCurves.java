package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import dev.lockstep.report.page.Chart.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The ROC, the precision-recall curve and the calibration of {@code diagnostics.json}. Of more than two classes, the curves
 * of the mean, the best and the worst class.
 */
final class ClassCurves {

    private static final int GRID = 100;

    private record OfClass(String name, double[] y, double area) {}

    private ClassCurves() {}

    static List<Chart> of(JsonNode diagnostics) {
        List<Chart> charts = new ArrayList<>();
        JsonNode curves = diagnostics.path("curves");
        if (!curves.isEmpty()) {
            charts.add(chart("roc", "ROC: true positives", "false positives", curves, false));
            charts.add(chart("pr", "Precision", "recall", curves, true));
        }
        JsonNode bins = diagnostics.path("calibration");
        if (!bins.isEmpty()) {
            charts.add(calibration(bins));
        }
        return charts;
    }

    private static Chart chart(String id, String title, String x, JsonNode curves, boolean steps) {
        List<OfClass> classes = new ArrayList<>();
        for (JsonNode curve : curves) {
            double[] y = onGrid(curve.path(steps ? "precisionRecall" : "roc"), steps);
            double area = 0;
            for (int i = 0; i < GRID; i++) {
                area += (y[i] + y[i + 1]) / 2 / GRID;
            }
            classes.add(new OfClass(curve.path("class").asText(), y, area));
        }
        List<Line> lines = new ArrayList<>();
        if (classes.size() == 1) {
            lines.add(new Line(classes.get(0).name(), classes.get(0).y()));
        } else {
            classes.sort(Comparator.comparingDouble(OfClass::area));
            double[] mean = new double[GRID + 1];
            for (OfClass one : classes) {
                for (int i = 0; i <= GRID; i++) {
                    mean[i] += one.y()[i] / classes.size();
                }
            }
            lines.add(new Line("mean of " + classes.size() + " classes", mean));
            lines.add(named("worst", classes.get(0)));
            lines.add(named("best", classes.get(classes.size() - 1)));
        }
        double[] grid = new double[GRID + 1];
        for (int i = 0; i <= GRID; i++) {
            grid[i] = i / (double) GRID;
        }
        return new Chart(id, title, x, grid, lines, Double.NaN);
    }

    private static Line named(String which, OfClass one) {
        return new Line(which + ": " + one.name() + ", area " + Figures.number(one.area()), one.y());
    }

    /** The curve at equal distances: linear between points, or the precision of the next larger recall. */
    private static double[] onGrid(JsonNode points, boolean steps) {
        double[] y = new double[GRID + 1];
        int next = 0;
        for (int i = 0; i <= GRID; i++) {
            double x = i / (double) GRID;
            while (next < points.size() - 1 && points.path(next).path(0).doubleValue() < x) {
                next++;
            }
            JsonNode right = points.path(next);
            JsonNode left = points.path(Math.max(0, next - 1));
            double from = left.path(0).doubleValue();
            double to = right.path(0).doubleValue();
            double share = steps || to <= from ? 1 : Math.min(1, Math.max(0, (x - from) / (to - from)));
            y[i] = left.path(1).doubleValue() * (1 - share) + right.path(1).doubleValue() * share;
        }
        return y;
    }

    private static Chart calibration(JsonNode bins) {
        double[] predicted = new double[bins.size()];
        double[] actual = new double[bins.size()];
        for (int i = 0; i < bins.size(); i++) {
            predicted[i] = bins.path(i).path("predicted").doubleValue();
            actual[i] = bins.path(i).path("actual").doubleValue();
        }
        return new Chart(
                "calibration",
                "Calibration: share that happens",
                "predicted probability",
                predicted,
                List.of(new Line("actual", actual), new Line("if calibrated", predicted)),
                Double.NaN);
    }
}
