package dev.lockstep.plan.yaml;

import static dev.lockstep.plan.yaml.PlanFileTest.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page {@code docs/plan.md} has a row for every key of a plan, as the schema has it. */
class PlanPageTest {

    private static final Page PAGE = Page.of("docs/plan.md");

    private static final Map<Catalog<?>, String> HEADINGS = Map.of(
            Activations.CATALOG, "activations",
            Initializers.CATALOG, "initializers",
            Losses.CATALOG, "losses",
            Metrics.CATALOG, "metrics",
            Optimizers.CATALOG, "optimizers",
            Schedules.CATALOG, "learning-rate-schedules");

    @Test
    void everyKeyHasItsRow() {
        Map<String, String> rows = new LinkedHashMap<>();
        PAGE.rows("key").forEach(row -> rows.put(Page.codes(row.get("key")).get(0), line(row.values())));
        Map<String, String> keys = new LinkedHashMap<>();
        for (Section.Place place : RunPlan.SCHEMA.places()) {
            if (!place.key().meaning().isEmpty()) {
                keys.put(place.path(), row(place.path(), place.key()));
            }
        }
        assertTrue(keys.size() > 45, keys::toString);
        assertEquals(new TreeSet<>(keys.keySet()), new TreeSet<>(rows.keySet()));
        keys.forEach((path, row) -> assertEquals(row, rows.get(path)));
    }

    @Test
    void aKeyWithoutAMeaningIsNothingButItsSection() {
        for (Section.Place place : RunPlan.SCHEMA.places()) {
            assertEquals(
                    place.key().type() instanceof Section, place.key().meaning().isEmpty(), place.path());
        }
    }

    private static String row(String path, Key<?> key) {
        String initial = key.initial().map(value -> "`" + shown(value) + "`").orElse(key.otherwise());
        return line(List.of("`" + path + "`", initial, allowed(key.type().words()), key.meaning()));
    }

    private static String line(Iterable<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String shown(Object plain) {
        return plain instanceof Map ? "{}" : plain.toString();
    }

    /** What is allowed, with a link where it is the names of a catalog. */
    private static String allowed(String words) {
        return HEADINGS.entrySet().stream()
                .map(entry ->
                        Map.entry("one of " + String.join(", ", entry.getKey().names()), entry.getValue()))
                .filter(entry -> words.endsWith(entry.getKey()))
                .map(entry -> words.replace(entry.getKey(), "a [name](catalogue.md#" + entry.getValue() + ")"))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), found -> found.isEmpty() ? words : found.get(0)));
    }

    @Test
    void theLeastPlanOfThePageIsOne() {
        plan(PAGE.block("yaml"));
    }

    @Test
    void everyLinkLeadsToAFile() {
        for (Path link : PAGE.links(Project.path("docs"))) {
            assertTrue(Files.exists(link), link.toString());
        }
    }
}
