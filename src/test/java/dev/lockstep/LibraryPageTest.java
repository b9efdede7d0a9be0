package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.estimator.MlpRegressionModel;
import dev.lockstep.estimator.MlpRegressor;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;

/**
 * What the pages {@code docs/library.md} and {@code docs/from-mllib.md} say of params holds for every one, and what they
 * and {@code docs/models.md} name is there.
 */
class LibraryPageTest {

    private static final Page LIBRARY = Page.of("docs/library.md");
    private static final Page FROM_MLLIB = Page.of("docs/from-mllib.md");
    private static final Page MODELS = Page.of("docs/models.md");
    private static final MlpClassifier CLASSIFIER = new MlpClassifier();
    private static final MlpRegressor REGRESSOR = new MlpRegressor();
    private static final MultilayerPerceptronClassifier MLLIB = new MultilayerPerceptronClassifier();
    private static final Pattern INITIAL = Pattern.compile("`(\\w+)` ([0-9][0-9.e-]*)");

    @Test
    void everyParamHasASetterAndAGetterAndIsInTheModel() {
        assertEquals(List.of(), withoutMethods(CLASSIFIER));
        assertEquals(List.of(), withoutMethods(REGRESSOR));
        assertTrue(methods(MlpClassificationModel.class).containsAll(names(CLASSIFIER)));
        assertTrue(methods(MlpRegressionModel.class).containsAll(names(REGRESSOR)));
    }

    @Test
    void everyParamOfMllibHasItsRow() {
        Set<String> named = new TreeSet<>();
        for (Map<String, String> row : FROM_MLLIB.rows("`MultilayerPerceptronClassifier`")) {
            Page.codes(row.get("`MultilayerPerceptronClassifier`")).stream()
                    .filter(MLLIB::hasParam)
                    .forEach(named::add);
            List<String> ours = Page.codes(row.get("`MlpClassifier`"));
            assertTrue(
                    row.get("`MlpClassifier`").equals("the same") || CLASSIFIER.hasParam(ours.get(0)), row::toString);
        }
        assertEquals(new TreeSet<>(names(MLLIB)), named);
    }

    @Test
    void theDefaultsOfBothSidesAreTheirs() {
        List<String> checked = new ArrayList<>();
        for (Map<String, String> row : FROM_MLLIB.rows("`MultilayerPerceptronClassifier`")) {
            checked.addAll(assertInitial(MLLIB, row.get("`MultilayerPerceptronClassifier`")));
            checked.addAll(assertInitial(CLASSIFIER, row.get("`MlpClassifier`")));
        }
        assertEquals("[maxIter, epochs, tol, stepSize, learningRate, blockSize, seed]", checked.toString());
    }

    /** So that they are run by a test, too. */
    @Test
    void theCommandsOfTheFirstPageAreThoseOfTheOthers() {
        String first = Script.page("README.md");
        List<String> scripts = Stream.of(LIBRARY, MODELS)
                .flatMap(page -> page.commands().stream())
                .filter(command -> command.matches("jobs/(evaluate|predict|export).*"))
                .toList();
        assertEquals(3, scripts.size());
        scripts.forEach(command -> assertTrue(first.contains("`" + command + "`"), command));
    }

    @Test
    void everyLinkLeadsToAFile() {
        for (Page page : List.of(LIBRARY, FROM_MLLIB, MODELS, Page.of("docs/python.md"), Page.of("docs/connect.md"))) {
            for (Path link : page.links(Project.path("docs"))) {
                assertTrue(Files.exists(link), link.toString());
            }
        }
    }

    private static List<String> assertInitial(Params params, String cell) {
        List<String> names = new ArrayList<>();
        for (MatchResult found : INITIAL.matcher(cell).results().toList()) {
            Number initial =
                    (Number) params.getDefault(params.getParam(found.group(1))).get();
            assertEquals(initial.doubleValue(), Double.parseDouble(found.group(2)), cell);
            names.add(found.group(1));
        }
        return names;
    }

    private static List<String> names(Params params) {
        return Stream.of(params.params()).map(Param::name).toList();
    }

    private static List<String> withoutMethods(Params params) {
        Set<String> methods = methods(params.getClass());
        return names(params).stream()
                .flatMap(name -> Stream.of("set" + capital(name), "get" + capital(name)))
                .filter(method -> !methods.contains(method))
                .toList();
    }

    private static Set<String> methods(Class<?> type) {
        return Stream.of(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
