package dev.lockstep.report;

import java.util.List;

/**
 * The line of a progress bar, as wide as its terminal: {@code epoch 12/60 │███      │ loss 0.04310  validation accuracy
 * 0.9791  23,500 rows/s  0:12 left}. If space is short, the least important parts are omitted.
 *
 * @param done the fraction of all steps, from 0 to 1
 * @param metric a validation metric and its value, or empty
 */
record BarText(String epoch, double done, String loss, String metric, String speed, String time) {

    private static final int SHORTEST_BAR = 6;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    /** How a bar is drawn: with eighths of a block, or with ASCII if the console's charset lacks them. */
    enum Style {
        BLOCKS("│", "│"),
        PLAIN("[", "]");

        private final String left;
        private final String right;

        Style(String left, String right) {
            this.left = left;
            this.right = right;
        }
    }

    /** Exactly {@code width} characters. */
    String line(int width, Style style) {
        String front = epoch + " " + style.left;
        int room = width - front.length() - style.right.length();
        String back = choices().stream()
                .filter(text -> text.length() + SHORTEST_BAR <= room)
                .findFirst()
                .orElse("");
        int bar = room - back.length();
        if (bar < 1) {
            return (epoch + " ".repeat(width)).substring(0, width);
        }
        return front + (style == Style.BLOCKS ? blocks(bar) : plain(bar)) + style.right + back;
    }

    /** Candidates for the text after the bar, the longest first. */
    private List<String> choices() {
        String validation = metric.isEmpty() ? "" : "validation " + metric;
        String shortMetric = metric.startsWith("loss ") ? validation : metric;
        return List.of(
                joined(loss, validation, speed, time),
                joined(loss, shortMetric, speed, time),
                joined(loss, validation, time),
                joined(loss, shortMetric, time),
                joined(loss, time),
                joined(time));
    }

    private static String joined(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part.isEmpty() ? "" : (text.isEmpty() ? " " : "  ") + part);
        }
        return text.toString();
    }

    private String blocks(int width) {
        int eighths = (int) (done * width * 8);
        String full = "█".repeat(eighths / 8);
        String partial = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
        return full + partial + " ".repeat(width - full.length() - partial.length());
    }

    private String plain(int width) {
        int full = (int) (done * width);
        return "#".repeat(full) + "-".repeat(width - full);
    }
}
