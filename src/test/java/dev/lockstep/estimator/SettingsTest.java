package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.data.DataException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Tensor;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.training.DivergedException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Params stand for plans. */
class SettingsTest {

    /** Keys of plans, and the params that say the same. */
    private static final Map<String, String> PARAMS = Map.ofEntries(
            Map.entry("seed", "seed"),
            Map.entry("data.validation", "validationIndicatorCol"),
            Map.entry("data.label", "labelCols"),
            Map.entry("data.features", "featuresCol"),
            Map.entry("data.weight", "weightCol"),
            Map.entry("data.offset", "offsetCol"),
            Map.entry("data.scale", "scale"),
            Map.entry("data.encode", "encode"),
            Map.entry("preset", "preset"),
            Map.entry("data.scaleLabel", "scaleLabel"),
            Map.entry("data.storage", "storage"),
            Map.entry("network.hidden.units", "hiddenLayers"),
            Map.entry("network.hidden.activation", "activation"),
            Map.entry("network.hidden.dropout", "dropout"),
            Map.entry("network.hidden.maxNorm", "maxNorm"),
            Map.entry("network.output.activation", "outputActivation"),
            Map.entry("network.initializer", "initializer"),
            Map.entry("network.initializeFrom", "initializeFrom"),
            Map.entry("loss", "loss"),
            Map.entry("penalty.l1", "l1"),
            Map.entry("penalty.l2", "l2"),
            Map.entry("classWeights", "classWeights"),
            Map.entry("optimizer", "optimizer"),
            Map.entry("learningRate", "schedule"),
            Map.entry("clip.norm", "clipNorm"),
            Map.entry("clip.value", "clipValue"),
            Map.entry("math.blas", "blas"),
            Map.entry("training.epochs", "epochs"),
            Map.entry("training.batchSize", "batchSize"),
            Map.entry("training.shards", "shards"),
            Map.entry("training.ensemble", "ensemble"),
            Map.entry("training.engine", "engine"),
            Map.entry("training.residentTimeout", "residentTimeout"),
            Map.entry("training.earlyStopping", "earlyStopping"));

    /** Keys that a dataset, or a stage before this one, answers; or that only a run with an output has. */
    private static final Set<String> EXCEPTIONS = Set.of(
            "name",
            "output",
            "report",
            "publish",
            "checkpoint.everyEpochs",
            "checkpoint.everySteps",
            "checkpoint.keep",
            "training.stopAfterSeconds",
            "data.train",
            "data.test",
            "data.categorical",
            "data.divideBy",
            "data.missing",
            "data.missingValues",
            "data.rows");

    @Test
    void everyKeyOfAPlanHasAParam() throws Exception {
        String yaml = """
                data: {train: a, label: y, validation: b, test: c}
                network: {hidden: [{units: 3}], initializer: zeros}
                loss: mse
                training: {earlyStopping: {patience: 2}}
                """;
        Set<String> keys = new TreeSet<>();
        for (String clip : List.of("{norm: 1}", "{value: 1}")) {
            RunPlan plan = Plans.of(yaml + "clip: " + clip);
            flatten("", new YAMLMapper().readTree(PlanWriter.write(plan)), keys);
        }
        Set<String> known = new TreeSet<>(PARAMS.keySet());
        known.addAll(EXCEPTIONS);
        assertEquals(known, keys);
        Set<String> names = new TreeSet<>();
        Stream.<org.apache.spark.ml.param.Params>of(new MlpClassifier(), new MlpRegressor())
                .flatMap(params -> Arrays.stream(params.params()))
                .map(Param::name)
                .forEach(names::add);
        assertTrue(names.containsAll(PARAMS.values()), names.toString());
        assertTrue(names.contains("learningRate"));
    }

    private static void flatten(String path, JsonNode node, Set<String> keys) {
        if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
            node.forEach(item -> flatten(path, item, keys));
        } else if (node.isObject() && !PARAMS.containsKey(path) && !EXCEPTIONS.contains(path)) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), keys));
        } else {
            keys.add(path);
        }
    }

    @Test
    void whatNobodySetsIsWhatPlansHave() {
        RunPlan plan = Plans.of("data: {train: a, label: y}\nloss: cross_entropy");
        MlpClassifier classifier = new MlpClassifier();
        RunPlan made = Settings.plan(classifier, List.of("y"));
        assertEquals(plan.training(), made.training());
        assertEquals(plan.engine(), made.engine());
        assertEquals(plan.data().rows(), made.data().rows());
        RunPlan hidden = Plans.of("data: {train: a, label: y}\nloss: mse\nnetwork: {hidden: [{units: 4}, {units: 5}]}");
        assertEquals(
                hidden.training(),
                Settings.plan(new MlpRegressor().setHiddenLayers(4, 5), List.of("y"))
                        .training());
        RunPlan lbfgs = Plans.of("data: {train: a, label: y}\nloss: mse\noptimizer: lbfgs");
        assertEquals(
                lbfgs.training(),
                Settings.plan(new MlpRegressor().setOptimizer("lbfgs"), List.of("y"))
                        .training());
    }

    static Stream<Arguments> badSettings() {
        return Stream.of(
                bad("dropout must be in [0, 1) but is 1", c -> c.setDropout(1)),
                bad("hiddenLayers must be a whole number from 1 but is 0", c -> c.setHiddenLayers(3, 0)),
                bad("unknown activation \"rellu\"; did you mean relu?", c -> c.setActivation("rellu")),
                bad("loss: mse is for numbers; use MlpRegressor, or a loss of classes", c -> c.setLoss("mse")),
                bad("optimizer.beta1 must be in [0, 1) but is 2", c -> c.setOptimizer("{name: adam, beta1: 2}")),
                bad(
                        "optimizer: \"{name: adam\": line 1, column 12: expected ',' or '}'",
                        c -> c.setOptimizer("{name: adam")),
                bad(
                        "schedule: initial must not be given, it is learningRate",
                        c -> c.setSchedule("{name: step, initial: 1, every: 2, factor: 1}")),
                bad("schedule: step needs every", c -> c.setSchedule("step")),
                bad("learningRate must be 0 or a positive number but is -1", c -> c.setLearningRate(-1)),
                bad("batchSize must be a whole number from 1, full or auto but is 0", c -> c.setBatchSize(0)),
                bad("epochs must be a whole number from 0 or auto but is -1", c -> c.setEpochs(-1)),
                bad("shards must be a whole number from 1 to 65536 but is 70000", c -> c.setShards(70000)),
                bad("ensemble must be a whole number from 1 to 64 but is 65", c -> c.setEnsemble(65)),
                bad("engine must be auto, job or resident but is fast", c -> c.setEngine("fast")),
                bad("blas must be", c -> c.setBlas("mkl")),
                bad("numClasses must be a whole number from 2 to 65536 but is 1", c -> c.setNumClasses(1)),
                bad("storage must be", c -> c.setStorage("disk")),
                bad("scale must be none, standard, minmax, robust or quantile but is z", c -> c.setScale("z")),
                bad(
                        "encode must be piecewise_linear or {piecewise_linear: {bins, columns}} or none but is bins",
                        c -> c.setEncode("bins")),
                bad("preset must be", c -> c.setPreset("images")),
                bad("validationFraction must be in (0, 1) but is 1", c -> c.setValidationFraction(1)),
                bad("earlyStopping: unknown key \"patient\"", c -> c.setEarlyStopping("{patient: 3}")),
                bad(
                        "earlyStopping.patience must be a whole number from 1 or none but is 0",
                        c -> c.setEarlyStopping("{patience: 0}")),
                bad(
                        "classWeights must be none, balanced or {label: weight} but is equal",
                        c -> c.setClassWeights("equal")),
                bad("classWeights.0 must be", c -> c.setClassWeights("{0: -1}")),
                bad("clipNorm must be a positive number but is 0", c -> c.setClipNorm(0)),
                bad("residentTimeout must be", c -> c.setResidentTimeout(0)));
    }

    private static Arguments bad(String message, Consumer<MlpClassifier> set) {
        return Arguments.of(message, set);
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void aBadValueIsRefusedWhereItIsSet(String message, Consumer<MlpClassifier> set) {
        assertRefused(IllegalArgumentException.class, message, () -> set.accept(new MlpClassifier()));
    }

    static Stream<Arguments> badCombinations() {
        return Stream.of(
                bad(
                        "activation must have 1 value, or one for each of the 1 hiddenLayers, but has 2",
                        c -> c.setActivation("relu", "tanh")),
                bad("clipNorm and clipValue must not both be set", c -> c.setClipNorm(1)
                        .setClipValue(1)),
                bad("learningRate must not be given with the optimizer lbfgs", c -> c.setOptimizer("lbfgs")
                        .setLearningRate(0.1)),
                bad("earlyStopping needs validationIndicatorCol", c -> c.setEarlyStopping("loss", 2, 0)),
                bad(
                        "validationFraction and validationIndicatorCol must not both be set",
                        c -> c.setValidationFraction(0.5).setValidationIndicatorCol("y")),
                bad("scale must be none with standardization false but is robust", c -> c.setStandardization(false)
                        .setScale("robust")),
                bad("dropout must be set with hiddenLayers, because the preset tabular has layers of its own", c -> {
                    c.clear(c.hiddenLayers());
                    c.setPreset("tabular").setDropout(0.1);
                }),
                bad("loss must be of several classes", c -> c.setLoss("hinge")),
                bad("classWeights: unknown class \"7\"", c -> c.setClassWeights("{7: 2}")),
                bad("weightCol must be another column than labelCol but is y", c -> c.setWeightCol("y")),
                bad(
                        "validationIndicatorCol must be a column of booleans but y is double",
                        c -> c.setValidationIndicatorCol("y")),
                bad("labels below 100", c -> c.setLabelCol("big")));
    }

    @ParameterizedTest
    @MethodSource("badCombinations")
    void whatDoesNotGoTogetherIsRefusedByFit(String message, Consumer<MlpClassifier> set) {
        MlpClassifier classifier = Vectored.classifier();
        set.accept(classifier);
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS).selectExpr("*", "y + 250 big");
        assertRefused(IllegalArgumentException.class, message, () -> classifier.fit(rows));
    }

    @Test
    void aRegressorWithALogLinkTakesNeitherScaledLabelsNorOthersThanItsOwn() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS).selectExpr("features", "y - 1 label");
        assertRefused(
                IllegalArgumentException.class,
                "scaleLabel must be none with the loss gamma, whose link is the logarithm, but is standard",
                () -> Vectored.regressor()
                        .setLoss("gamma")
                        .setScaleLabel("standard")
                        .fit(rows));
        assertRefused(
                IllegalArgumentException.class,
                "outputActivation must be identity with the loss poisson, which owns its link, but is relu",
                () -> Vectored.regressor()
                        .setLoss("poisson")
                        .setOutputActivation("relu")
                        .fit(rows));
        assertRefused(
                DataException.class,
                "column label must be 0 or a positive number for this loss but is \"-1\"",
                () -> Vectored.regressor().setLoss("tweedie").fit(rows));
        assertRefused(
                IllegalArgumentException.class, "loss.power must be in (1, 2) but is 3", () -> Vectored.regressor()
                        .setLoss("{name: tweedie, power: 3}"));
    }

    /** Of keys a param's name is made, of names in a file nothing. */
    @Test
    void aTensorIsNamedAsItsFileHasIt(@TempDir Path folder) throws IOException {
        Path stack = Files.write(
                folder.resolve("x.safetensors"),
                new SafeTensors(
                                List.of(new Tensor.Floats("network.0.weight", List.of(0L), FloatBuffer.allocate(0))),
                                Map.of())
                        .toBytes());
        String refused = assertThrows(DataException.class, () -> Vectored.classifier()
                        .setHiddenLayers()
                        .setInitializeFrom(stack.toString())
                        .fit(Vectored.of(Vectored.CLUSTERS)))
                .getMessage();
        assertTrue(refused.startsWith("initializeFrom (" + stack + "): tensor \"network.0.weight\" must be"), refused);
    }

    @Test
    void badRowsAreNamedByTheirParam() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS);
        assertRefused(
                DataException.class, "the dataset", () -> Vectored.classifier().fit(rows.filter("y > 5")));
        assertRefused(DataException.class, "column y", () -> Vectored.classifier()
                .fit(rows.selectExpr("features", "if(y = 1, 0.5, y) y")));
        assertRefused(DataException.class, "column y", () -> Vectored.classifier()
                .fit(rows.selectExpr("features", "if(y = 1, null, y) y")));
        assertRefused(DataException.class, "column features[1]", () -> Vectored.classifier()
                .fit(LocalSpark.session()
                        .createDataFrame(
                                List.of(
                                        RowFactory.create(Vectors.dense(1, 2), 0.0),
                                        RowFactory.create(Vectors.dense(1, Double.NaN), 1.0)),
                                rows.select("features", "y").schema())));
        assertRefused(
                DataException.class,
                "validationIndicatorCol v must be true for some rows but is so for none",
                () -> Vectored.classifier().setValidationIndicatorCol("v").fit(rows.selectExpr("*", "false v")));
        assertRefused(DataException.class, "initializeFrom", () -> Vectored.classifier()
                .setInitializeFrom("/nowhere")
                .fit(rows));
        assertRefused(
                IllegalArgumentException.class,
                "labelCols must name columns of numbers but has z",
                () -> Vectored.regressor().setLabelCols("y", "z").fit(rows));
        assertRefused(
                IllegalArgumentException.class,
                "loss must be of numbers",
                () -> Vectored.regressor().setLabelCol("y").setLoss("hinge").fit(rows));
    }

    @Test
    void aTrainingThatDivergesSaysWhichParamsHelp() {
        DivergedException diverged = assertThrows(DivergedException.class, () -> Vectored.classifier()
                .setOptimizer("sgd")
                .setLearningRate(1e30)
                .setEpochs(5)
                .fit(Vectored.of(Vectored.CLUSTERS.part(0, 2))));
        assertTrue(diverged.getMessage().endsWith(", clipNorm or standardization"), diverged.getMessage());
    }

    private static void assertRefused(Class<? extends Exception> type, String message, Executable work) {
        String found = assertThrows(type, work).getMessage();
        assertTrue(found.contains(message), found);
        for (String key : new LinkedHashSet<>(List.of("data.", "training.", "network."))) {
            assertTrue(!found.contains(key), found);
        }
    }

    @Test
    void everyParamHasAGetterAndASetter() {
        List<String> missing = new ArrayList<>();
        for (Object of : new Object[] {new MlpClassifier(), new MlpRegressor()}) {
            List<String> methods = Arrays.stream(of.getClass().getMethods())
                    .map(java.lang.reflect.Method::getName)
                    .toList();
            for (Param<?> param : ((org.apache.spark.ml.param.Params) of).params()) {
                String name = Character.toUpperCase(param.name().charAt(0))
                        + param.name().substring(1);
                Stream.of("get" + name, "set" + name)
                        .filter(method -> !methods.contains(method))
                        .forEach(missing::add);
            }
        }
        assertEquals(List.of(), missing);
    }
}
