package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializer;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.optimizer.StepwiseOptimizer;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.plan.yaml.PlanFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page {@code docs/catalogue.md} says what the catalogs say, name by name. */
class CatalogueTest {

    private static final Path PROJECT = Path.of(System.getProperty("lockstep.basedir", ""));
    private static final String PAGE = read("docs/catalogue.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What stands in code letters without being in a catalog: keys of plans and of what a run writes. */
    private static final Set<String> OTHER_WORDS = Set.of(
            "name",
            "activation",
            "network",
            "hidden",
            "output",
            "initializer",
            "loss",
            "penalty",
            "l1",
            "l2",
            "dropout",
            "maxNorm",
            "optimizer",
            "learningRate",
            "clip",
            "norm",
            "value",
            "training",
            "batchSize",
            "full",
            "earlyStopping",
            "metric",
            "classWeights",
            "data",
            "scaleLabel",
            "missing",
            "drop",
            "null",
            "undefined",
            "rows",
            "dropped",
            "unseen",
            "classesWithoutRows",
            "minDelta",
            "metrics",
            "json",
            "confusion",
            "coverage",
            "perClass",
            "weighted",
            "areasBinned");

    private enum Concept {
        ACTIVATIONS("Activations", Activations.CATALOG),
        LOSSES("Losses", Losses.CATALOG),
        OPTIMIZERS("Optimizers", Optimizers.CATALOG),
        SCHEDULES("Learning-rate schedules", Schedules.CATALOG),
        INITIALIZERS("Initializers", Initializers.CATALOG),
        METRICS("Metrics", Metrics.CATALOG);

        private final String heading;
        private final Catalog<?> catalog;

        Concept(String heading, Catalog<?> catalog) {
            this.heading = heading;
            this.catalog = catalog;
        }

        List<Map<String, String>> rows() {
            return table(PAGE, heading);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableHasTheNamesOfItsCatalogAndNoOthers(Concept concept) {
        List<String> names = concept.rows().stream().map(CatalogueTest::name).toList();
        assertEquals(List.copyOf(concept.catalog.names()), names);
    }

    @ParameterizedTest
    @EnumSource
    void aNameStandsWithItsOtherSpellings(Concept concept) {
        for (Map<String, String> row : concept.rows()) {
            Set<String> spellings = concept.catalog.aliases().entrySet().stream()
                    .filter(alias -> alias.getValue().equals(name(row)))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> codes = codes(row.get("name"));
            assertEquals(spellings, new TreeSet<>(codes.subList(1, codes.size())), name(row));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameStandsWithItsParametersTheirDefaultsAndWhatIsAllowed(Concept concept) {
        assertColumn(concept.rows(), "parameters", name -> {
            List<String> parameters = concept.catalog.parameters(name).stream()
                    .map(CatalogueTest::words)
                    .toList();
            return parameters.isEmpty() ? "none" : String.join("; ", parameters);
        });
    }

    @Test
    void anActivationStandsWithItsInitializer() {
        assertColumn(
                Concept.ACTIVATIONS.rows(),
                "starts with",
                name -> startsWith(Activations.CATALOG.choose(name).value().usualInitializer()));
    }

    private static String startsWith(Choice<Initializer> usual) {
        boolean biased = usual.words() instanceof Map<?, ?> map && "uniform".equals(map.get("biases"));
        return "`" + usual.name() + "`" + (biased ? " with uniform biases" : "");
    }

    @Test
    void aLossStandsWithItsTask() {
        assertColumn(
                Concept.LOSSES.rows(),
                "for",
                name -> switch (Losses.CATALOG.choose(name).value().task()) {
                    case REGRESSION -> "numbers";
                    case BINARY, MULTI_LABEL -> "yes or no";
                    case MULTICLASS -> "classes";
                });
    }

    @Test
    void anOptimizerStandsWithItsMemory() {
        assertColumn(Concept.OPTIMIZERS.rows(), "memory", name -> {
            if (Optimizers.CATALOG.choose(name).value() instanceof StepwiseOptimizer stepwise) {
                return Integer.toString(stepwise.stateVectors());
            }
            return "2·memory, of doubles";
        });
    }

    @Test
    void aMetricStandsWithItsDirection() {
        assertColumn(
                Concept.METRICS.rows(),
                "better",
                name -> Metrics.CATALOG.choose(name).value().higherIsBetter() ? "higher" : "lower");
    }

    @Test
    void regularizersStandWithTheirDefaultsAndWhatIsAllowed() {
        TrainingPlan plan = PlanFile.read(file("conf/iris.yaml"), regularized()).training();
        var layer = plan.network().hidden().get(0);
        var stopping = plan.earlyStopping().orElseThrow();
        assertTrue(layer.maxNorm().isEmpty(), "maxNorm is none by default");
        String l1 = key("penalty.l1", plan.penalty().l1());
        String l2 = key("penalty.l2", plan.penalty().l2());
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("l1 (lasso)", l1);
        expected.put("l2 (ridge)", l2);
        expected.put("elastic net", l1 + "; " + l2);
        expected.put("dropout", key("network.hidden[0].dropout", layer.dropout()));
        expected.put("max-norm", key("network.hidden[0].maxNorm", "none"));
        expected.put(
                "early stopping",
                "`metric` = " + stopping.metric().name() + ", one of the metrics below; "
                        + key(
                                "training.earlyStopping.patience",
                                stopping.patience().orElseThrow()) + "; "
                        + key("training.earlyStopping.minDelta", stopping.minDelta()));
        assertEquals(expected, column(table(PAGE, "Penalties and other regularizers"), "parameters"));
    }

    @Test
    void clippingStandsWithWhatIsAllowed() {
        Map<String, String> expected = Map.of(
                "norm", "`norm`, " + allowed("clip.norm"),
                "value", "`value`, " + allowed("clip.value"));
        assertEquals(expected, column(table(PAGE, "Clipping"), "parameters"));
    }

    /** Words in code letters are names, parameters, keys or files that exist, also outside the tables. */
    @Test
    void thePageNamesNothingThatThereIsNot() {
        Set<String> known = new HashSet<>(OTHER_WORDS);
        for (Concept concept : Concept.values()) {
            known.addAll(concept.catalog.names());
            known.addAll(concept.catalog.aliases().keySet());
            concept.catalog.names().stream()
                    .map(concept.catalog::parameters)
                    .flatMap(Collection::stream)
                    .map(Parameter::name)
                    .forEach(known::add);
        }
        List<String> unknown = codes(PAGE).stream()
                .flatMap(code -> WORD.matcher(code).results().map(MatchResult::group))
                .filter(word -> !known.contains(word))
                .toList();
        assertEquals(List.of(), unknown);
        for (String link : Pattern.compile("]\\(([^)#]+)")
                .matcher(PAGE)
                .results()
                .map(found -> found.group(1))
                .toList()) {
            assertTrue(Files.exists(PROJECT.resolve("docs").resolve(link)), link);
        }
    }

    @Test
    void thePlansThatThePageShowsHaveTheBatchSizesItSays() {
        Map<String, Long> batchSizes = new LinkedHashMap<>();
        for (Map<String, String> row : table(PAGE, "Batch, mini-batch and stochastic gradient descent")) {
            String plan = row.get("example").replaceAll("^\\[([^]]+)].*", "$1");
            batchSizes.put(
                    row.get("batch size"),
                    PlanFile.read(file(plan), List.of()).training().batchSize());
        }
        assertEquals(Map.of("`full`", TrainingPlan.FULL_BATCH, "1", 1L, "between", 64L), batchSizes);
    }

    @Test
    void everyOptimizerTrainsTheDigitsPlan() {
        List<Map<String, String>> rows = table(read("docs/optimizers.md"), "Every optimizer on the digits");
        assertEquals(
                List.copyOf(Optimizers.CATALOG.names()),
                rows.stream().map(row -> codes(row.get("optimizer")).get(0)).toList());
        for (Map<String, String> row : rows) {
            assertTrue(Double.parseDouble(row.get("test accuracy")) >= 0.95, row.toString());
            boolean hasRate = !row.get("learning rate").equals("none");
            String name = codes(row.get("optimizer")).get(0);
            boolean takesRate = !Optimizers.CATALOG.choose(name).value().choosesStepLength();
            assertEquals(takesRate, hasRate, row.toString());
        }
    }

    private static void assertColumn(List<Map<String, String>> rows, String column, Function<String, String> expected) {
        Map<String, String> wanted = new LinkedHashMap<>();
        rows.forEach(row -> wanted.put(row.get("name"), expected.apply(name(row))));
        assertEquals(wanted, column(rows, column));
    }

    private static Map<String, String> column(List<Map<String, String>> rows, String column) {
        Map<String, String> cells = new LinkedHashMap<>();
        rows.forEach(row -> cells.put(row.get("name"), row.get(column)));
        return cells;
    }

    private static String words(Parameter parameter) {
        String initial = parameter.initial().map(value -> " = " + shown(value)).orElse(", required");
        String allowed =
                switch (parameter.kind()) {
                    case NUMBER, WHOLE -> parameter.domain().words();
                    case NUMBERS -> parameter.domain().words() + ", or an ascending list of such numbers";
                    case WHOLE_OR_WORD ->
                        parameter.domain().words() + " or "
                                + parameter.options().get(0);
                    case NUMBER_OR_NONE -> parameter.domain().words() + " or none";
                    case FLAG -> "true or false";
                    case WORD -> String.join(" or ", parameter.options());
                    case NESTED -> "another schedule";
                };
        return "`" + parameter.name() + "`" + initial + ", " + allowed;
    }

    /** A key of a plan as a parameter's cell has it. */
    private static String key(String path, Object initial) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return "`" + name + "` = " + shown(initial) + ", " + allowed(path);
    }

    /** What is allowed in a key, in the words of the message that refuses −1. */
    private static String allowed(String path) {
        List<String> overrides = new ArrayList<>(regularized());
        overrides.add(path + "=-1");
        String refusal = assertThrows(PlanException.class, () -> PlanFile.read(file("conf/iris.yaml"), overrides))
                .getMessage();
        return refusal.replaceAll(".* must be (.*) but is -1.*", "$1");
    }

    private static List<String> regularized() {
        return List.of("network.hidden=[{units: 3}]", "data.validation.fraction=0.1", "training.earlyStopping={}");
    }

    /** 1 and not 1.0, 1e-8 and not 1.0E-8. */
    private static String shown(Object value) {
        return value.toString().replaceAll("\\.0(?=E|$)", "").replace('E', 'e');
    }

    private static String name(Map<String, String> row) {
        return codes(row.get("name")).get(0);
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The first table under a heading: its rows as cells by the column's head. */
    private static List<Map<String, String>> table(String page, String heading) {
        String section =
                page.split("(?m)^#+ " + Pattern.quote(heading) + "$", 2)[1].split("(?m)^#", 2)[0];
        List<List<String>> lines = section.lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(CatalogueTest::cells)
                .toList();
        return lines.stream()
                .skip(2)
                .map(cells -> {
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 0; i < lines.get(0).size(); i++) {
                        row.put(lines.get(0).get(i), cells.get(i));
                    }
                    return row;
                })
                .toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static String file(String path) {
        return PROJECT.resolve(path).toString();
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(file(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
