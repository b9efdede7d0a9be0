package dev.lockstep.publish;

import dev.lockstep.catalog.Secret;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.report.Figures;
import dev.lockstep.spark.store.RunFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What was decided about a run: the file {@value #FILE} in its output, and in its version.
 *
 * @param published whether its model was published
 * @param to the folder it was or was not published to
 * @param run the id of the run
 * @param text the whole file
 */
record Verdict(boolean published, String to, String run, String version, String text) {

    static final String FILE = "verdict.json";

    private static final String FORMAT = "lockstep-verdict-1";
    private static final String PUBLISHED = "published";
    private static final int LARGEST = 1 << 24;

    /** @param version of the run; empty if it has none */
    static Verdict of(Judgement judgement, String to, String run, Optional<String> version, Map<String, Object> about) {
        String text = Json.pretty(new Keys()
                .with("format", FORMAT)
                .with("verdict", judgement.accepted() ? PUBLISHED : "refused")
                .with("to", Secret.shown(to))
                .with("run", run)
                .with("version", version.orElse(null))
                .withAll(about)
                .with("reasons", judgement.reasons())
                .map());
        return new Verdict(judgement.accepted(), Secret.shown(to), run, version.orElse(""), text);
    }

    private static final String NULL = "null";

    /** The verdict in a folder; empty if it has none. */
    static Optional<Verdict> in(RunFiles files) throws IOException {
        String text;
        try {
            text = files.read(FILE, LARGEST);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        Map<String, String> fields = Json.texts(text);
        return FORMAT.equals(fields.get("format"))
                ? Optional.of(new Verdict(
                        PUBLISHED.equals(fields.get("verdict")),
                        fields.getOrDefault("to", ""),
                        fields.getOrDefault("run", ""),
                        fields.getOrDefault("version", ""),
                        text))
                : Optional.empty();
    }

    /** The metric and its value; a dash if it was not measured. */
    String figure() {
        Map<String, String> fields = Json.texts(text);
        String metric = fields.getOrDefault("metric", "");
        String candidate = fields.getOrDefault("candidate", NULL);
        return metric.isEmpty() || candidate.equals(NULL)
                ? "-"
                : metric + " " + Figures.number(Double.parseDouble(candidate));
    }

    /** Whether it says that a run is published in a folder. */
    boolean says(String ofRun, String in) {
        return published && !run.isEmpty() && run.equals(ofRun) && to.equals(Secret.shown(in));
    }
}
