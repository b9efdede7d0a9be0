package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plan.yaml.PlanLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page of a run shows.
 *
 * @param output the folder of the run
 * @param facts about data, network and cluster: label and text
 * @param notes about the data
 * @param plan lines of {@code plan.yaml}
 * @param epochs of the plan
 * @param metrics {@code metrics.json} of a finished run
 * @param diagnostics {@code diagnostics.json} of a finished run
 * @param before the last finished run, which this one is compared with
 * @param written when, as ISO 8601
 */
public record RunView(
        String name,
        String output,
        State state,
        String message,
        Map<String, String> facts,
        List<String> notes,
        List<PlanLine> plan,
        int epochs,
        Curves curves,
        Optional<JsonNode> metrics,
        Optional<JsonNode> diagnostics,
        Optional<Before> before,
        String written) {

    /** How far a run is. */
    public enum State {
        RUNNING("training"),
        DONE("trained"),
        DIVERGED("diverged"),
        STOPPED("stopped"),
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * An earlier run.
     *
     * @param link to its page, relative to this one; empty if it has none
     * @param metrics its {@code metrics.json}
     */
    public record Before(String folder, String link, JsonNode metrics) {}
}
