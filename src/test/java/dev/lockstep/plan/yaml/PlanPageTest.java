package dev.lockstep.plan.yaml;

import static dev.lockstep.plan.yaml.PlanFileTest.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page {@code docs/plan.md} has every key of a plan, with its default and what is allowed, as reading a plan has it. */
class PlanPageTest {

    private static final Page PAGE = Page.of("docs/plan.md");

    /** Every section is given, so that all of their keys are asked for. */
    private static final String FULL = """
            data:
              train: {path: a.csv}
              validation: {fraction: 0.5}
              test: {path: a.csv}
              label: y
              categorical: {columns: [c]}
            network: {hidden: [{units: 3}], output: {}}
            loss: mse
            penalty: {}
            clip: {norm: 1}
            math: {}
            training: {earlyStopping: {}}
            checkpoint: {}
            output: runs/x
            """;

    /** Sections that are nothing but their keys. */
    private static final Set<String> PLAIN_SECTIONS =
            Set.of("data", "network", "network.output", "penalty", "math", "training", "checkpoint");

    private static final Set<String> SECTIONS_WITH_OTHER_FORMS = Set.of(
            "data.train", "data.validation", "data.categorical", "network.hidden[0]", "clip", "training.earlyStopping");

    /** Keys whose defaults are no words of a plan. */
    private static final Set<String> SAID_BY_ANOTHER = Set.of("name", "data.train.format", "network.initializer");

    @Test
    void everyKeyHasItsRow() {
        Set<String> keys = new TreeSet<>(known(""));
        Stream.concat(PLAIN_SECTIONS.stream(), SECTIONS_WITH_OTHER_FORMS.stream())
                .forEach(section -> known(section).forEach(key -> keys.add(section.replace("[0]", "[]") + "." + key)));
        keys.removeAll(PLAIN_SECTIONS);
        List<String> rows = rows().map(row -> Page.codes(row.get("key")).get(0)).toList();
        assertEquals(keys, new TreeSet<>(rows));
        assertEquals(keys.size(), rows.size());
        assertTrue(keys.size() > 45, keys::toString);
    }

    @Test
    void validationAndTestAreReadAsTrainIs() {
        List<String> source = known("data.train");
        assertEquals(source, known("data.test"));
        assertEquals(source, known("data.validation", "data.validation={path: v.csv}"));
    }

    static Stream<Map<String, String>> rows() {
        return PAGE.rows("key").stream();
    }

    /** Names of columns, which may be numbers. */
    private static final Set<String> COLUMNS =
            Set.of("data.label", "data.features", "data.categorical", "data.categorical.columns", "data.weight");

    @ParameterizedTest
    @MethodSource("rows")
    void theDefaultIsWhatIsReadWithoutTheKey(Map<String, String> row) {
        String key = key(row);
        List<String> overrides = new ArrayList<>(around(key));
        overrides.add(key + "=");
        if (row.get("default").equals("required")) {
            assertThrows(PlanException.class, () -> plan(FULL, overrides.toArray(String[]::new)));
            return;
        }
        String without = PlanWriter.write(plan(FULL, overrides.toArray(String[]::new)));
        List<String> codes = Page.codes(row.get("default"));
        assertEquals(codes.isEmpty(), SAID_BY_ANOTHER.contains(key), row::toString);
        for (String initial : codes) {
            overrides.add(key + "=" + initial);
            assertEquals(without, PlanWriter.write(plan(FULL, overrides.toArray(String[]::new))));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsAllowedIsWhatARefusalSays(Map<String, String> row) {
        String key = key(row);
        String wrong = key.equals("seed")
                ? "x"
                : key.startsWith("data.validation") ? "2" : COLUMNS.contains(key) ? "\"\"" : "-1";
        String refusal = refusal(key + "=" + wrong).replaceFirst(".* must be (.*) but is .*", "$1");
        String allowed = row.get("allowed");
        if (refusal.startsWith("one of ")) {
            assertTrue(allowed.startsWith("a [name](catalogue.md#"), allowed);
        } else {
            assertEquals(refusal, allowed);
        }
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

    private static String key(Map<String, String> row) {
        return Page.codes(row.get("key")).get(0).replace("[]", "[0]");
    }

    /** What makes room for a key. */
    private static List<String> around(String key) {
        return switch (key) {
            case "clip.value" -> List.of("clip={value: 1}");
            case "data.validation" -> List.of("training.earlyStopping=none");
            default -> List.of();
        };
    }

    private static List<String> known(String section, String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add((section.isEmpty() ? "" : section + ".") + "nothing=1");
        return List.of(refusal(all.toArray(String[]::new))
                .replaceFirst(".*; known: ", "")
                .split(", "));
    }

    private static String refusal(String... overrides) {
        List<String> all = new ArrayList<>(around(overrides[0].replaceFirst("=.*", "")));
        all.addAll(List.of(overrides));
        return assertThrows(PlanException.class, () -> plan(FULL, all.toArray(String[]::new)), all::toString)
                .getMessage();
    }
}
