package dev.lockstep.benchmark.measurement;

import dev.lockstep.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run of the benchmark found: a table for people, JSON with every round for programs. */
public final class Report {

    private final Map<String, Object> surroundings = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<String, Object> rounds = new LinkedHashMap<>();

    /** Where it ran, and with what. */
    public void ran(Map<String, ?> where) {
        surroundings.putAll(where);
    }

    public void add(Figure figure) {
        figures.add(figure);
    }

    /** A sentence below the table, once. */
    public void note(String note) {
        notes.add(note);
    }

    /** Keeps what the medians were taken of. */
    public Map<String, Rounds.Samples> keep(String name, Map<String, Rounds.Samples> samples) {
        Map<String, Object> byName = new LinkedHashMap<>();
        samples.forEach((measured, taken) -> byName.put(measured, taken.taken()));
        rounds.put(name, byName);
        return samples;
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| measured | Lockstep | beside it | ratio | goal |\n|---|---|---|---|---|\n");
        figures.forEach(figure -> text.append(figure.row()).append('\n'));
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    public void write(Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(surroundings);
        all.put("figures", figures.stream().map(Figure::fields).toList());
        all.put("notes", notes);
        all.put("rounds", rounds);
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, Json.pretty(all));
    }
}
