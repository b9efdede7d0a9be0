package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.data.MissingValues;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.Categorical;
import dev.lockstep.plan.Categorical.Unseen;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.plan.Importance;
import dev.lockstep.plan.NetworkPlan;
import dev.lockstep.plan.NetworkPlan.HiddenPlan;
import dev.lockstep.plan.PiecewiseLinear;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.PublishPlan;
import dev.lockstep.plan.Reporting;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RowPlan.Missing;
import dev.lockstep.plan.RowPlan.Rows;
import dev.lockstep.plan.RowPlan.Scale;
import dev.lockstep.plan.RowPlan.Storage;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.Saving;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.plan.TrainingPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class PlanFileTest {

    private static final Saving SAVING = new Saving(
            Optional.of(1),
            Optional.empty(),
            2,
            Optional.empty(),
            new Reporting(
                    Reporting.Page.HTML,
                    Optional.of(Importance.DEFAULT),
                    Reporting.TensorBoard.NONE,
                    Optional.empty()));

    private static final String LEAST = """
            data: {train: a.csv, label: y}
            loss: mse
            output: runs/x
            """;
    private static final Path PROJECT = Path.of(System.getProperty("lockstep.basedir", ""));

    public static RunPlan plan(String text, String... overrides) {
        return PlanFile.parse("conf/digits.yaml", text, List.of(overrides));
    }

    private static SourcePlan source(String path) {
        return new SourcePlan(path, Optional.empty(), Map.of());
    }

    @Test
    void everyKeyIsRead() {
        RunPlan plan = plan("""
                name: digits of hands
                seed: 42
                data:
                  train:      {path: data/train.txt, format: csv, options: {header: true, sep: ";", samples: 1.5}}
                  validation: {fraction: 0.1}
                  test:       {path: data/test.csv}
                  label: [left, right]
                  features: ["pixel*", age]
                  categorical: {columns: [colour], unseen: bucket}
                  missing: drop
                  missingValues: [NA, null, -999]
                  weight: importance
                  scale: minmax
                  scaleLabel: standard
                  encode: {piecewise_linear: {bins: 8, columns: [age]}}
                  storage: sparse
                network:
                  hidden:
                    - {units: 128, activation: sigmoid, dropout: 0.2, maxNorm: 3}
                    - {units: 64, activation: {name: tanh}}
                  output: {activation: relu}
                  initializer: he_normal
                  initializeFrom: runs/before
                loss: mse
                penalty: {l1: 0.5, l2: 0.0001}
                optimizer: {name: adam, beta1: 0.8}
                learningRate: {name: step, initial: 0.1, every: 2, factor: 0.5}
                clip: {norm: 1.5}
                math: {blas: native}
                training:
                  epochs: 60
                  batchSize: 64
                  shards: 4
                  ensemble: 1
                  engine: job
                  residentTimeout: 2.5
                  earlyStopping: {metric: r2, patience: 3, minDelta: 0.01}
                publish: {to: models/digits, metric: r2, minimum: 0.9, notWorseBy: {relative: 0.01}, keep: 3}
                output: runs/digits
                """);
        SourcePlan train = new SourcePlan(
                "data/train.txt", Optional.of("csv"), Map.of("header", "true", "sep", ";", "samples", "1.5"));
        DataPlan data = new DataPlan(
                train,
                Optional.of(new DataPlan.Fraction(0.1)),
                Optional.of(new DataPlan.Source(source("data/test.csv"))),
                new RowPlan(
                        List.of("left", "right"),
                        List.of("pixel*", "age"),
                        new Categorical(List.of("colour"), Unseen.BUCKET, Optional.empty()),
                        Missing.DROP,
                        new MissingValues(List.of("NA", "null", "-999")),
                        Optional.of("importance"),
                        Optional.empty(),
                        Optional.empty(),
                        Rows.NONE,
                        Scale.MINMAX,
                        Scale.STANDARD,
                        Optional.of(new PiecewiseLinear(8, List.of("age"))),
                        Storage.SPARSE));
        List<HiddenPlan> hidden = List.of(
                new HiddenPlan(128, Activations.CATALOG.choose("sigmoid"), 0.2, Optional.of(3.0)),
                new HiddenPlan(64, Activations.CATALOG.choose("tanh"), 0, Optional.empty()));
        NetworkPlan network = new NetworkPlan(
                hidden,
                Activations.CATALOG.choose("relu"),
                Optional.of(Initializers.CATALOG.choose("he_normal")),
                Optional.of("runs/before"));
        TrainingPlan training = new TrainingPlan(
                42,
                network,
                Losses.CATALOG.choose("mse"),
                new Penalty(0.5, 0.0001),
                ClassWeights.NONE,
                Optimizers.CATALOG.choose("adam", Map.of("beta1", 0.8)),
                Schedules.CATALOG.choose("step", Map.of("initial", 0.1, "every", 2, "factor", 0.5)),
                Optional.of(new Clip(Clip.Kind.NORM, 1.5)),
                60,
                64,
                4,
                Optional.of(new EarlyStopping(Metrics.CATALOG.choose("r2"), Optional.of(3), 0.01)),
                Backend.NATIVE,
                1);
        EnginePlan engine = new EnginePlan(EnginePlan.Kind.JOB, Duration.ofMillis(2500));
        PublishPlan publish = new PublishPlan(
                "models/digits",
                Metrics.CATALOG.choose("r2"),
                Optional.of(0.9),
                Optional.empty(),
                Optional.of(new PublishPlan.Relative(0.01)),
                3);
        assertEquals(
                new RunPlan(
                        "digits of hands",
                        Optional.empty(),
                        data,
                        training,
                        engine,
                        SAVING,
                        Optional.of(publish),
                        "runs/digits"),
                plan);
    }

    @Test
    void rowsOfUnitLengthAreNotScaledOtherwise() {
        RowPlan rows =
                plan(LEAST.replace("label: y", "label: y, rows: unit")).data().rows();
        assertEquals(Rows.UNIT, rows.rows());
        assertEquals(Scale.NONE, rows.scale());
    }

    @Test
    void categoriesMayBeHashed() {
        RunPlan hashed = plan(LEAST.replace("label: y", "label: y, categorical: {columns: [c], hash: 64}"));
        assertEquals(
                new Categorical(List.of("c"), Unseen.ERROR, Optional.of(64)),
                hashed.data().rows().categorical());
        assertEquals(hashed, plan(PlanWriter.write(hashed)));
    }

    @Test
    void anOffsetIsAColumn() {
        String yaml = LEAST.replace("label: y", "label: y, offset: exposure").replace("loss: mse", "loss: poisson");
        assertEquals(Optional.of("exposure"), plan(yaml).data().rows().offset());
    }

    @Test
    void testRowsMayBeAFractionOfTheTrainingRows() {
        DataPlan data = plan(LEAST.replace("label: y", "label: y, test: {fraction: 0.25}"))
                .data();
        assertEquals(Optional.of(new DataPlan.Fraction(0.25)), data.test());
        assertEquals(Optional.empty(), data.validation());
    }

    @Test
    void aDivisorTakesThePlaceOfScaling() {
        RowPlan rows = plan(LEAST.replace("label: y", "label: y, divideBy: 255"))
                .data()
                .rows();
        assertEquals(Optional.of(255.0), rows.divideBy());
        assertEquals(Scale.NONE, rows.scale());
    }

    @Test
    void theDefaultsAreThese() {
        DataPlan data = new DataPlan(
                source("a.csv"),
                Optional.empty(),
                Optional.empty(),
                new RowPlan(
                        List.of("y"),
                        List.of(),
                        Categorical.NONE,
                        Missing.ERROR,
                        MissingValues.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Rows.NONE,
                        Scale.STANDARD,
                        Scale.NONE,
                        Optional.empty(),
                        Storage.AUTO));
        TrainingPlan training = new TrainingPlan(
                0,
                new NetworkPlan(List.of(), Activations.CATALOG.choose("identity"), Optional.empty(), Optional.empty()),
                Losses.CATALOG.choose("mse"),
                new Penalty(0, 0),
                ClassWeights.NONE,
                Optimizers.CATALOG.choose("adam", Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8)),
                Schedules.CATALOG.choose("constant", Map.of("initial", 0.001)),
                Optional.empty(),
                30,
                128,
                8,
                Optional.empty(),
                Backend.AUTO,
                1);
        EnginePlan engine = new EnginePlan(EnginePlan.Kind.AUTO, Duration.ofSeconds(30));
        assertEquals(
                new RunPlan("digits", Optional.empty(), data, training, engine, SAVING, Optional.empty(), "runs/x"),
                plan(LEAST));
    }

    @Test
    void theDefaultsOfAPublicationAreThese() {
        assertEquals(
                Optional.of(new PublishPlan(
                        "models",
                        Metrics.CATALOG.choose("loss"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new PublishPlan.Absolute(0)),
                        5)),
                plan(LEAST + "publish: {to: models}\n", "data.test=b.csv").publish());
    }

    @Test
    void aPublicationMayBeWorseByANumberOrAShareOrNotCompared() {
        assertEquals(Optional.of(new PublishPlan.Absolute(0.02)), notWorseBy("0.02"));
        assertEquals(Optional.of(new PublishPlan.Absolute(0.02)), notWorseBy("{absolute: 0.02}"));
        assertEquals(Optional.of(new PublishPlan.Relative(0.02)), notWorseBy("{relative: 0.02}"));
        assertEquals(Optional.empty(), notWorseBy("none"));
    }

    private static Optional<PublishPlan.Tolerance> notWorseBy(String tolerance) {
        return plan(LEAST + "publish: {to: models, notWorseBy: " + tolerance + "}\n", "data.test=b.csv")
                .publish()
                .orElseThrow()
                .notWorseBy();
    }

    @Test
    void theDefaultsOfALayerAndOfEarlyStoppingAreThese() {
        TrainingPlan training = plan(
                        LEAST + "network: {hidden: [{units: 5}]}\n" + "training: {earlyStopping: {}}\n",
                        "data.validation=b.csv")
                .training();
        assertEquals(
                List.of(new HiddenPlan(5, Activations.CATALOG.choose("relu"), 0, Optional.empty())),
                training.network().hidden());
        assertEquals(
                Optional.of(new EarlyStopping(Metrics.CATALOG.choose("loss"), Optional.of(5), 0)),
                training.earlyStopping());
    }

    @Test
    void noneIsTheSameAsNothing() {
        assertEquals(
                plan(LEAST),
                plan(LEAST.replace("label: y", "label: y, validation: none, test: none, weight: none")
                        + "training: {earlyStopping: none}\nclassWeights: none\nclip: none\n"
                        + "network: {initializeFrom: none}\n"));
    }

    @Test
    void aValidationSourceIsReadLikeAnyOther() {
        DataPlan data = plan(LEAST, "data.validation={path: b, format: orc}").data();
        SourcePlan orc = new SourcePlan("b", Optional.of("orc"), Map.of());
        assertEquals(Optional.of(new DataPlan.Source(orc)), data.validation());
        assertEquals(
                Optional.of(new DataPlan.Source(source("b"))),
                plan(LEAST, "data.validation=b").data().validation());
    }

    @Test
    void aNumberIsAConstantLearningRate() {
        Choice<?> rate = Schedules.CATALOG.choose("constant", Map.of("initial", 0.25));
        assertEquals(rate, plan(LEAST + "learningRate: 0.25\n").training().learningRate());
        assertEquals(rate, plan(LEAST + "learningRate: 25e-2\n").training().learningRate());
    }

    @Test
    void classesAreWeighedAlikeOrOneByOne() {
        String classes = LEAST.replace("mse", "cross_entropy");
        assertEquals(
                ClassWeights.BALANCED,
                plan(classes + "classWeights: balanced\n").training().classWeights());
        assertEquals(
                new ClassWeights(false, Map.of("0", 0.5, "yes", 2.0)),
                plan(classes + "classWeights: {0: 0.5, yes: 2}\n").training().classWeights());
    }

    @Test
    void gradientsAreClippedByNormOrByValue() {
        assertEquals(
                Optional.of(new Clip(Clip.Kind.VALUE, 0.5)),
                plan(LEAST + "clip: {value: 0.5}\n").training().clip());
    }

    @Test
    void aFullBatchIsAllRows() {
        assertEquals(
                TrainingPlan.FULL_BATCH,
                plan(LEAST + "training: {batchSize: full}\n").training().batchSize());
        assertEquals(
                3_000_000_000L,
                plan(LEAST + "training: {batchSize: 3_000_000_000}\n")
                        .training()
                        .batchSize());
    }

    @Test
    void anAnchoredMappingCanBeUsedAgain() {
        RunPlan plan = plan("""
                data: {train: &rows {path: a.csv, format: csv}, test: *rows, label: y}
                loss: mse
                output: runs/x
                """, "data.train.path=b.csv");
        assertEquals("b.csv", plan.data().train().path());
        assertEquals(
                "a.csv",
                plan.data().test().flatMap(DataPlan.Part::source).orElseThrow().path());
    }

    @Test
    void wordsThatYamlOnceTookForTruthAreText() {
        assertEquals(
                List.of("no"),
                plan(LEAST.replace("label: y", "label: no")).data().rows().label());
    }

    static Stream<Catalog<?>> catalogs() {
        return Stream.of(Optimizers.CATALOG, Losses.CATALOG);
    }

    @ParameterizedTest
    @MethodSource("catalogs")
    void everyNameOfACatalogIsAccepted(Catalog<?> catalog) {
        Stream.concat(catalog.names().stream(), catalog.aliases().keySet().stream())
                .filter(name -> catalog.parameters(name).stream()
                        .allMatch(parameter -> parameter.initial().isPresent()))
                .forEach(name -> plan(LEAST, catalog.concept() + "=" + name));
    }

    @Test
    void everyPlanOfTheProjectIsRead() throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("conf"))) {
            List<Path> plans =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertFalse(plans.isEmpty());
            plans.forEach(file -> PlanFile.read(file.toString(), List.of()));
        }
    }

    @Test
    void aFileThatCannotBeReadSaysWhy(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path latin = Files.write(folder.resolve("latin.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.writeString(folder.resolve("large.yaml"), "# so much\n".repeat(200_000));
        assertRefused(missing, "no such file");
        assertRefused(folder, "the plan must be a file but is a folder");
        assertRefused(latin, "the plan must be text in UTF-8 but is not");
        assertRefused(large, "the plan must be at most 1 MiB of text but is more");
    }

    private static void assertRefused(Path file, String message) {
        PlanException refusal = assertThrows(PlanException.class, () -> PlanFile.read(file.toString(), List.of()));
        assertEquals(file + ": " + message, refusal.getMessage());
    }

    @Test
    void aFileMayBeginWithAByteOrderMark(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("marked.yaml"), "\uFEFF" + LEAST);
        assertEquals("marked", PlanFile.read(file.toString(), List.of()).name());
    }
}
