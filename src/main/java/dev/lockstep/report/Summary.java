package dev.lockstep.report;

import dev.lockstep.training.StepTimer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The summary on the console after a training.
 *
 * @param metrics by the evaluated rows: train, validation, test, if present
 */
public record Summary(
        String run,
        String output,
        Size size,
        Course course,
        Map<String, Map<String, Double>> metrics,
        String weightsSha256) {

    /**
     * The size of the data and the network.
     *
     * @param outputs as text: {@code 10 classes}, {@code 1 output}
     * @param parameters of one network
     * @param networks of an ensemble, or 1
     */
    public record Size(long rows, int features, String outputs, long parameters, int networks) {}

    /**
     * The course of the training.
     *
     * @param bestEpoch the epoch the weights come from
     * @param firstStep steps taken by earlier attempts
     * @param seconds of this attempt
     * @param rowsPerSecond over these seconds, including validation and checkpoints
     * @param stepMillis the mean of each phase over all steps; empty if none was taken
     */
    public record Course(
            int epochs,
            int bestEpoch,
            long firstStep,
            double seconds,
            double rowsPerSecond,
            String engine,
            Map<StepTimer.Phase, Double> stepMillis) {}

    /** Aligned lines with line breaks. */
    public String text() {
        Map<String, String> facts = facts();
        MetricTable table = new MetricTable(metrics);
        int width = Stream.concat(facts.keySet().stream(), table.names().stream())
                .mapToInt(String::length)
                .max()
                .orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add(run + " is trained");
        lines.add("");
        facts.forEach((label, fact) ->
                lines.add(MetricTable.GAP + MetricTable.padded(label, width) + MetricTable.GAP + fact));
        lines.addAll(table.lines(width));
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "data",
                counted(size.rows(), "row") + ", " + counted(size.features(), "feature") + ", " + size.outputs());
        boolean single = size.networks() == 1;
        facts.put(
                "network",
                (single ? "" : counted(size.networks(), "network") + " of ") + counted(size.parameters(), "parameter"));
        String best = course.bestEpoch() == course.epochs()
                ? ""
                : (single ? ", the best was epoch " : ", the last best was epoch ") + course.bestEpoch();
        String seconds = Figures.duration(course.seconds());
        String time = course.firstStep() == 0
                ? " in " + seconds
                : ", resumed after step " + Figures.whole(course.firstStep()) + ", " + seconds + " since then";
        facts.put("training", counted(course.epochs(), "epoch") + time + best);
        if (!course.stepMillis().isEmpty()) {
            facts.put(
                    "speed",
                    Figures.rate(course.rowsPerSecond()) + " rows/s on average, with validation and checkpoints");
            facts.put("engine", course.engine() + ", " + stepMillis());
        }
        facts.put("weights", "sha256 " + weightsSha256);
        facts.put("output", output);
        return facts;
    }

    private String stepMillis() {
        double sum = 0;
        List<String> phases = new ArrayList<>();
        for (Map.Entry<StepTimer.Phase, Double> phase : course.stepMillis().entrySet()) {
            sum += phase.getValue();
            phases.add(phase.getKey().name().toLowerCase(Locale.ROOT) + " " + millis(phase.getValue()));
        }
        return millis(sum) + " ms per step (" + String.join(", ", phases) + ")";
    }

    private static String counted(long count, String what) {
        return Figures.whole(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
