package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every name, parameter and default of every catalog, stated once more. */
class CatalogsTest {

    private static final Object NEEDED = "needed";
    private static final Map<String, Object> BIASES = Map.of("biases", "zeros");

    private static final Map<String, Map<String, Map<String, Object>>> WORDS = Map.of(
            "activation",
                    Map.ofEntries(
                            bare("identity"),
                            bare("sigmoid"),
                            bare("tanh"),
                            bare("relu"),
                            Map.entry("leaky_relu", Map.of("slope", 0.01)),
                            Map.entry("prelu", Map.of("initial", 0.25)),
                            Map.entry("elu", Map.of("alpha", 1.0)),
                            Map.entry("swish", Map.of("beta", 1.0)),
                            bare("selu"),
                            bare("gelu"),
                            bare("softplus"),
                            bare("mish")),
            "loss",
                    Map.ofEntries(
                            bare("mse"),
                            bare("mae"),
                            bare("rmse"),
                            Map.entry("huber", Map.of("delta", 1.0)),
                            bare("log_cosh"),
                            Map.entry("quantile", Map.of("quantiles", 0.5)),
                            bare("poisson"),
                            bare("gamma"),
                            Map.entry("tweedie", Map.of("power", 1.5)),
                            bare("binary_cross_entropy"),
                            Map.entry("binary_focal", Map.of("gamma", 2.0, "alpha", "none")),
                            bare("hinge"),
                            Map.entry("cross_entropy", Map.of("labelSmoothing", 0.0)),
                            Map.entry("focal", Map.of("gamma", 2.0)),
                            bare("kl_divergence"),
                            bare("multiclass_hinge")),
            "optimizer",
                    Map.ofEntries(
                            bare("sgd"),
                            Map.entry("momentum", Map.of("momentum", 0.9, "dampening", 0.0, "nesterov", false)),
                            Map.entry("adagrad", Map.of("epsilon", 1e-10)),
                            Map.entry("adadelta", Map.of("rho", 0.9, "epsilon", 1e-6)),
                            Map.entry(
                                    "rmsprop",
                                    Map.of("alpha", 0.99, "epsilon", 1e-8, "momentum", 0.0, "centered", false)),
                            Map.entry("adam", Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8)),
                            Map.entry(
                                    "adamw",
                                    Map.of(
                                            "beta1",
                                            0.9,
                                            "beta2",
                                            0.999,
                                            "epsilon",
                                            1e-8,
                                            "weightDecay",
                                            0.01,
                                            "decayBiases",
                                            true)),
                            Map.entry("lbfgs", Map.of("memory", 10))),
            "learningRate",
                    Map.ofEntries(
                            Map.entry("constant", Map.of("initial", 0.001)),
                            Map.entry(
                                    "step",
                                    Map.of("initial", 0.001, "every", NEEDED, "factor", NEEDED, "per", "epoch")),
                            Map.entry("exponential", Map.of("initial", 0.001, "decay", NEEDED, "per", "epoch")),
                            Map.entry("inverse_time", Map.of("initial", 0.001, "decay", NEEDED, "per", "epoch")),
                            Map.entry(
                                    "polynomial",
                                    Map.of(
                                            "initial",
                                            0.001,
                                            "final",
                                            0.0,
                                            "power",
                                            1.0,
                                            "over",
                                            "training",
                                            "per",
                                            "epoch")),
                            Map.entry(
                                    "cosine",
                                    Map.of("initial", 0.001, "final", 0.0, "over", "training", "per", "epoch")),
                            Map.entry("warmup", Map.of("over", NEEDED, "then", NEEDED, "per", "epoch")),
                            Map.entry(
                                    "plateau",
                                    Map.of("initial", 0.001, "factor", 0.1, "patience", 10, "minimum", 0.0))),
            "initializer",
                    Map.ofEntries(
                            Map.entry("zeros", BIASES),
                            Map.entry("normal", Map.of("deviation", 0.01, "biases", "zeros")),
                            Map.entry("uniform", BIASES),
                            Map.entry("xavier_normal", BIASES),
                            Map.entry("xavier_uniform", BIASES),
                            Map.entry("he_normal", BIASES),
                            Map.entry("he_uniform", BIASES),
                            Map.entry("lecun_normal", BIASES),
                            Map.entry("lecun_uniform", BIASES)),
            "metric",
                    Map.ofEntries(
                            bare("loss"),
                            bare("accuracy"),
                            Map.entry("top_k_accuracy", Map.of("k", 5)),
                            bare("precision"),
                            bare("recall"),
                            bare("f1"),
                            bare("log_loss"),
                            bare("area_under_roc"),
                            bare("area_under_pr"),
                            bare("rmse"),
                            bare("mae"),
                            bare("r2")));

    static Stream<Catalog<?>> catalogs() {
        return Stream.of(
                Activations.CATALOG,
                Losses.CATALOG,
                Optimizers.CATALOG,
                Schedules.CATALOG,
                Initializers.CATALOG,
                Metrics.CATALOG);
    }

    @ParameterizedTest
    @MethodSource("catalogs")
    void everyNameHasTheDefaultsOfTheDesign(Catalog<?> catalog) {
        Map<String, Map<String, Object>> built = new HashMap<>();
        for (String name : catalog.names()) {
            Map<String, Object> parameters = new HashMap<>();
            for (Parameter parameter : catalog.parameters(name)) {
                parameters.put(parameter.name(), parameter.initial().orElse(NEEDED));
            }
            built.put(name, parameters);
        }
        Map<String, Map<String, Object>> wanted = new HashMap<>(WORDS.get(catalog.concept()));
        wanted.keySet().removeIf(name -> NotBuiltYet.NAMES.contains(catalog.concept() + " " + name));
        assertEquals(wanted, built);
    }

    @Test
    void whatIsListedAsNotBuiltYetIsNotBuilt() {
        Set<String> built = new TreeSet<>();
        catalogs().forEach(catalog -> catalog.names().forEach(name -> built.add(catalog.concept() + " " + name)));
        built.retainAll(NotBuiltYet.NAMES);
        assertEquals(Set.of(), built);
    }

    @ParameterizedTest
    @MethodSource("catalogs")
    void everyParameterSaysWhatItMeans(Catalog<?> catalog) {
        for (String name : catalog.names()) {
            for (Parameter parameter : catalog.parameters(name)) {
                assertTrue(!parameter.meaning().isBlank(), name + " " + parameter.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("catalogs")
    void everyAliasLeadsToANameAndIsNone(Catalog<?> catalog) {
        catalog.aliases().forEach((alias, name) -> {
            assertTrue(catalog.names().contains(name), name);
            assertTrue(!catalog.names().contains(alias), alias);
        });
    }

    @ParameterizedTest
    @MethodSource("catalogs")
    void anUnknownNameIsRefusedWithAllKnownOnes(Catalog<?> catalog) {
        String text = assertThrows(IllegalArgumentException.class, () -> catalog.choose("nothing_like_it"))
                .getMessage();
        assertEquals(
                "unknown " + catalog.concept() + " \"nothing_like_it\"; known: " + String.join(", ", catalog.names()),
                text);
    }

    @Test
    void otherSpellingsOfLossesAreAccepted() {
        for (String spelling : List.of(
                "nll",
                "categorical_cross_entropy",
                "categorical_crossentropy",
                "sparse_categorical_cross_entropy",
                "sparse_categorical_crossentropy")) {
            assertEquals("cross_entropy", Losses.CATALOG.choose(spelling).name(), spelling);
        }
        assertEquals(
                "binary_cross_entropy",
                Losses.CATALOG.choose("binary_crossentropy").name());
    }

    private static Map.Entry<String, Map<String, Object>> bare(String name) {
        return Map.entry(name, Map.of());
    }
}
