package dev.lockstep.report;

import dev.lockstep.format.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One line per phase of a command, for schedulers and collectors of logs. */
public final class PhaseLog {

    /** How a line is written. */
    public enum Format {
        /** Not at all. */
        NONE,
        /** The time, the run and the phase. */
        TEXT,
        /** An object of JSON. */
        JSON
    }

    private final Format format;
    private final String run;
    private final Consumer<String> to;
    private String id = "";

    /**
     * @param run the name of the run; empty if there is none
     * @param to receives lines without an end
     */
    public PhaseLog(Format format, String run, Consumer<String> to) {
        this.format = format;
        this.run = run;
        this.to = to;
    }

    /** Sets the id of the run, as in {@code run.json} and {@code metrics.json}. */
    public void identify(String runId) {
        id = runId;
    }

    public void say(String phase) {
        say(phase, Map.of());
    }

    /** @param more about the phase, by name */
    public void say(String phase, Map<String, ?> more) {
        if (format == Format.NONE) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        fields.put("run", run);
        fields.put("id", id);
        fields.put("phase", phase);
        fields.putAll(more);
        fields.values().removeIf(""::equals);
        to.accept(format == Format.JSON ? Json.line(fields) : text(fields, more));
    }

    private static String text(Map<String, Object> fields, Map<String, ?> more) {
        StringBuilder line = new StringBuilder();
        fields.forEach((name, value) -> {
            String shown = more.containsKey(name) ? name + "=" + value : value.toString();
            line.append(line.isEmpty() ? "" : " ").append(shown.replaceAll("\\R", "; "));
        });
        return line.toString();
    }
}
