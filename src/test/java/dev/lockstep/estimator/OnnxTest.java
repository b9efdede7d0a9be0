package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.lockstep.catalog.Golden;
import dev.lockstep.data.column.Bins;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Column;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.format.onnx.OnnxModels;
import dev.lockstep.format.onnx.OnnxTensors;
import dev.lockstep.objective.Task;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime gives what Spark gives. */
class OnnxTest {

    /** Floats of two libraries, which add in different orders: about ten roundings of terms that are several units. */
    private static final double TOLERANCE = 2e-6;

    private static final int ROWS = 24;

    private static final Map<String, SavedModel> MODELS = OnnxModels.all();
    private static final Map<String, byte[]> FILES = new TreeMap<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void session() {
        LocalSpark.session();
        MODELS.forEach((name, model) -> FILES.put(name, file(Exported.of(model))));
    }

    @Test
    void everyActivationLossScalingAndNumberOfOutputsGivesWhatSparkGives() throws OrtException {
        for (Map.Entry<String, SavedModel> entry : MODELS.entrySet()) {
            assertSame(entry.getKey(), entry.getValue(), FILES.get(entry.getKey()));
        }
    }

    @Test
    void ensemblesOfEveryLossScalingAndNumberOfOutputsGiveWhatSparkGives() throws OrtException {
        for (Map.Entry<String, SavedModel> entry : OnnxModels.ensembles().entrySet()) {
            assertSame(entry.getKey(), entry.getValue(), file(Exported.of(entry.getValue())));
        }
    }

    private static void assertSame(String name, SavedModel model, byte[] file) throws OrtException {
        double[][] rows = OnnxModels.rows(model, ROWS);
        Ran ran = Ran.of(file, Map.of("features", rows));
        if (isClassifier(model)) {
            assertClasses(name, new MlpClassificationModel("c", VectorNetwork.of(model), null), rows, ran);
        } else {
            assertNumbers(name, new MlpRegressionModel("r", VectorNetwork.of(model), null), model, rows, ran);
        }
    }

    private static void assertClasses(String name, MlpClassificationModel spark, double[][] rows, Ran ran) {
        boolean scores = name.contains("hinge");
        for (int row = 0; row < rows.length; row++) {
            Vector features = Vectors.dense(rows[row]);
            Vector expected = scores ? spark.predictRaw(features) : spark.predictProbability(features);
            assertClose(name, 1, expected.toArray(), ran.numbers(scores ? "scores" : "probabilities", row));
            assertEquals((long) spark.predict(features), Long.parseLong(ran.label(row)), name);
        }
    }

    private static void assertNumbers(
            String name, MlpRegressionModel spark, SavedModel model, double[][] rows, Ran ran) {
        boolean yesOrNo = model.description().task() == Task.MULTI_LABEL;
        String output = !yesOrNo ? "variable" : name.contains("hinge") ? "scores" : "probabilities";
        double unit =
                Arrays.stream(model.network().outputScaling().scale()).min().orElseThrow();
        for (int row = 0; row < rows.length; row++) {
            double[] expected = spark.predictVector(Vectors.dense(rows[row])).toArray();
            assertClose(name, unit, expected, ran.numbers(output, row));
            if (yesOrNo) {
                float decidesAt = model.description().loss().value().decidesAt();
                long[] labels = Arrays.stream(expected)
                        .mapToLong(value -> value >= decidesAt ? 1 : 0)
                        .toArray();
                assertArrayEquals(labels, ((long[][]) ran.get("label"))[row], name);
            }
        }
    }

    /** @param unit what is 1 for these numbers: below it a difference counts as it is */
    private static void assertClose(String name, double unit, double[] expected, double[] found) {
        assertEquals(expected.length, found.length, name);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE * Math.max(unit, Math.abs(expected[i])), name);
        }
    }

    /** The files are the ones that ONNX's own checker accepted: {@code golden/onnx_check.py} read them from this folder. */
    @Test
    void theCheckerAcceptedTheseFiles() throws IOException, NoSuchAlgorithmException {
        Path files = Files.createDirectories(Project.path("target/onnx"));
        for (File old : files.toFile().listFiles()) {
            Files.delete(old.toPath());
        }
        Map<String, byte[]> all = new TreeMap<>(FILES);
        all.put(
                "float",
                OnnxFile.of(Exported.of(MODELS.get("relu-mse-inout-2")), Numbers.FLOAT)
                        .toBytes());
        all.put("thresholds", file(Exported.of(MODELS.get("relu-hinge-in-1")).withThresholds(new double[] {0, 1})));
        all.put("table", file(table("bucket", "mean")));
        OnnxModels.ensembles().forEach((name, model) -> all.put("ensemble-" + name, file(Exported.of(model))));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Map.Entry<String, byte[]> file : all.entrySet()) {
            Files.write(files.resolve(file.getKey() + ".onnx"), file.getValue());
            digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update(file.getValue());
        }
        Golden checked = Golden.file("onnx.json");
        assertEquals(
                checked.text("sha256"),
                HexFormat.of().formatHex(digest.digest()),
                "the files are other ones: run golden/onnx_check.py, which has ONNX's checker look at target/onnx");
    }

    @Test
    void inputsAndOutputsAreNamedAndTakeAnyNumberOfRows() throws OrtException {
        SavedModel model = MODELS.get("relu-cross_entropy-in-3");
        byte[] file = file(Exported.of(model).withMetadata(Map.of("plan", "name: x")));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
            assertEquals(List.of("features"), List.copyOf(session.getInputNames()));
            assertEquals(List.of("label", "probabilities"), List.copyOf(session.getOutputNames()));
            assertEquals(
                    "[-1, 7] DOUBLE",
                    described(session.getInputInfo().get("features").getInfo()));
            assertEquals(
                    "[-1] INT64", described(session.getOutputInfo().get("label").getInfo()));
            assertEquals(
                    "[-1, 3] FLOAT",
                    described(session.getOutputInfo().get("probabilities").getInfo()));
            OnnxModelMetadata metadata = session.getMetadata();
            assertEquals("lockstep", metadata.getProducerName());
            assertEquals("name: x", metadata.getCustomMetadata().get("plan"));
            assertEquals(
                    Fingerprint.sha256(model.network().parameters()),
                    metadata.getCustomMetadata().get("weightsSha256"));
            assertEquals(
                    model.description(),
                    ModelDescription.parse(metadata.getCustomMetadata().get("model")));
        }
        assertEquals(3, Ran.of(file, Map.of("features", new double[1][7])).numbers("probabilities", 0).length);
    }

    private static String described(ai.onnxruntime.ValueInfo info) {
        TensorInfo tensor = (TensorInfo) info;
        return Arrays.toString(tensor.getShape()) + " " + tensor.type;
    }

    @Test
    void classesHaveTheirNames() throws OrtException {
        SavedModel model = MODELS.get("relu-cross_entropy-in-3");
        double[][] rows = OnnxModels.rows(model, ROWS);
        Ran places = Ran.of(file(Exported.of(model)), Map.of("features", rows));
        Ran texts = Ran.of(file(Exported.of(OnnxModels.named(model, "no", "ja", "oui"))), Map.of("features", rows));
        Ran numbers = Ran.of(file(Exported.of(OnnxModels.named(model, "-7", "01", "12"))), Map.of("features", rows));
        for (int row = 0; row < ROWS; row++) {
            int place = Integer.parseInt(places.label(row));
            assertEquals(List.of("no", "ja", "oui").get(place), texts.label(row));
            assertEquals(List.of("-7", "1", "12").get(place), numbers.label(row));
        }
        assertTrue(Arrays.stream((String[]) texts.get("label")).distinct().count() > 1);
    }

    @Test
    void severalLabelsHaveTheirNamesToo() throws OrtException {
        SavedModel model = MODELS.get("relu-binary_cross_entropy-in-5");
        Exported what = new Exported(model, Optional.empty(), List.of("off", "on"), Optional.empty(), Map.of());
        double[][] rows = OnnxModels.rows(model, ROWS);
        Ran ran = Ran.of(file(what), Map.of("features", rows));
        for (int row = 0; row < ROWS; row++) {
            String[] labels = ((String[][]) ran.get("label"))[row];
            double[] probabilities = ran.numbers("probabilities", row);
            for (int i = 0; i < 5; i++) {
                assertEquals(probabilities[i] >= 0.5 ? "on" : "off", labels[i]);
            }
        }
    }

    @Test
    void thresholdsCount() throws OrtException, IOException {
        for (String name : List.of("relu-cross_entropy-in-3", "tanh-multiclass_hinge-in-3", "relu-hinge-in-1")) {
            for (double first : new double[] {0, 0.2, 0.9}) {
                SavedModel saved = MODELS.get(name);
                MlpClassificationModel model = new MlpClassificationModel("c", VectorNetwork.of(saved), null);
                double[] thresholds = new double[model.numClasses()];
                Arrays.fill(thresholds, 0.5);
                thresholds[0] = first;
                model.setThresholds(thresholds);
                double[][] rows = OnnxModels.rows(saved, ROWS);
                model.toOnnx(folder.resolve("x.onnx").toString());
                Ran ran = Ran.of(Files.readAllBytes(folder.resolve("x.onnx")), Map.of("features", rows));
                for (int row = 0; row < ROWS; row++) {
                    assertEquals((long) model.predict(Vectors.dense(rows[row])), Long.parseLong(ran.label(row)), name);
                }
            }
        }
    }

    @Test
    void floatsGoInAndOutForThoseWhoHaveNothingElse() throws OrtException, IOException {
        SavedModel saved = MODELS.get("relu-mse-inout-2");
        MlpRegressionModel model = new MlpRegressionModel("r", VectorNetwork.of(saved), null);
        Path file = folder.resolve("float.onnx");
        model.toOnnx(file.toString(), Numbers.FLOAT);
        double[][] rows = OnnxModels.rows(saved, ROWS);
        float[][] floats = new float[ROWS][OnnxModels.INPUTS];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < OnnxModels.INPUTS; i++) {
                floats[row][i] = (float) rows[row][i];
                rows[row][i] = floats[row][i];
            }
        }
        Ran ran = Ran.of(Files.readAllBytes(file), Map.of("features", floats));
        assertTrue(ran.get("variable") instanceof float[][]);
        for (int row = 0; row < ROWS; row++) {
            assertClose(
                    "float", 40, model.predictVector(Vectors.dense(rows[row])).toArray(), ran.numbers("variable", row));
        }
    }

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws IOException {
        MlpRegressionModel model = new MlpRegressionModel("r", VectorNetwork.of(MODELS.get("relu-mse-inout-2")), null);
        Path file = folder.resolve("deep/er/x.onnx");
        model.toOnnx(file.toString());
        byte[] first = Files.readAllBytes(file);
        model.toOnnx(file.toString(), Numbers.FLOAT);
        assertFalse(Arrays.equals(first, Files.readAllBytes(file)));
        model.toOnnx(file.toUri().toString());
        assertArrayEquals(first, Files.readAllBytes(file));
        assertEquals(List.of("x.onnx"), List.of(file.getParent().toFile().list()));
    }

    @Test
    void aFileOfOthersStays() throws IOException {
        MlpRegressionModel model = new MlpRegressionModel("r", VectorNetwork.of(MODELS.get("relu-mse-inout-2")), null);
        Path file = folder.resolve("theirs.onnx");
        Files.write(file, new byte[] {1});
        IOException refusal = assertThrows(IOException.class, () -> model.toOnnx(file.toString()));
        assertEquals(
                file + " already exists, and is no ONNX file of Lockstep's; choose another path, or remove it yourself",
                refusal.getMessage());
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    }

    @Test
    void theParametersComeBack() throws IOException {
        for (String name : List.of("prelu-mse-inout-2", "relu-cross_entropy-plain-3")) {
            SavedModel model = MODELS.get(name);
            SafeTensors back = OnnxTensors.read(
                    new ByteArrayInputStream(file(Exported.of(model))),
                    4L * model.network().network().parameterCount());
            model.toFile(Map.of())
                    .tensors()
                    .forEach(tensor -> assertEquals(Optional.of(tensor), back.tensor(tensor.name()), tensor.name()));
        }
    }

    /** Rows of a table with categories, gaps and names that outputs have too, as they are. */
    @Test
    void aTablesColumnsGoInAsTheyAre() throws OrtException {
        Exported what = table("bucket", "mean");
        List<Row> rows = List.of(
                RowFactory.create(31.5, "clerk", Vectors.dense(0.5, -2), 3, "north"),
                RowFactory.create(null, "smith", Vectors.dense(Double.NaN, 7), 1, null),
                RowFactory.create(77.0, "astronaut", Vectors.dense(1e-3, 0), null, "south"),
                RowFactory.create(-4.0, "baker", Vectors.dense(3, 3), 0, ""));
        StructType schema = new StructType()
                .add("age", DataTypes.DoubleType)
                .add("job", DataTypes.StringType)
                .add("size", SQLDataTypes.VectorType())
                .add("label", DataTypes.IntegerType)
                .add("town", DataTypes.StringType);
        List<Row> expected = RunModel.of(
                        what.model(), FeatureEncoder.of(what.table().orElseThrow()))
                .transform(LocalSpark.session().createDataFrame(rows, schema))
                .select("probability", "predictedLabel")
                .collectAsList();
        double nan = Double.NaN;
        Ran ran = Ran.of(
                file(what),
                Map.of(
                        "age", new double[][] {{31.5}, {nan}, {77}, {-4}},
                        "job", new String[][] {{"clerk"}, {"smith"}, {"astronaut"}, {"baker"}},
                        "size", new double[][] {{0.5, -2}, {nan, 7}, {1e-3, 0}, {3, 3}},
                        "label_1", new double[][] {{3}, {1}, {nan}, {0}},
                        "town", new String[][] {{"north"}, {""}, {"south"}, {""}}));
        for (int row = 0; row < rows.size(); row++) {
            Vector probability = expected.get(row).getAs(0);
            assertClose("row " + row, 1, probability.toArray(), ran.numbers("probabilities", row));
            assertEquals(expected.get(row).getString(1), ran.label(row));
        }
    }

    /** Without categories the input is one matrix of the columns as they are, of numbers and of vectors. */
    @Test
    void binsOfColumnsAndOfVectorsAreOfTheFile() throws OrtException {
        Bins gaps = new Bins(new double[] {-1, 0, 2.5, 40}, true, true);
        List<Column> columns = List.of(
                new Column("plain", 1, Optional.empty()),
                new Column(
                        "size",
                        3,
                        Optional.empty(),
                        Set.of(),
                        List.of(
                                gaps,
                                new Bins(new double[] {0, 1}, false, false),
                                new Bins(new double[] {7}, false, true))),
                new Column(
                        "constant", 1, Optional.empty(), Set.of(), List.of(new Bins(new double[] {1}, false, false))));
        TableDescription table =
                new TableDescription(columns, "mean", "error", Optional.of(new double[] {4, 3, 2, 1, 0}));
        assertEquals(table.toJson(), TableDescription.parse(table.toJson()).toJson());
        Exported what = Exported.of(OnnxModels.named(OnnxModels.ofInputs(8), "low", "mid", "high"))
                .withTable(table, List.of());
        double nan = Double.NaN;
        double[][] rows = {
            {1, -5, 1, 7, 1}, {nan, 1.5, 0, nan, nan}, {0, nan, 0.25, 8, 3}, {2, 30, nan, 7, 0}, {0, 0, 0, 0, 0}
        };
        List<Row> cells = Arrays.stream(rows)
                .map(row -> RowFactory.create(row[0], Vectors.dense(row[1], row[2], row[3]), row[4]))
                .toList();
        StructType schema = new StructType()
                .add("plain", DataTypes.DoubleType)
                .add("size", SQLDataTypes.VectorType())
                .add("constant", DataTypes.DoubleType);
        List<Row> expected = RunModel.of(what.model(), FeatureEncoder.of(table))
                .transform(LocalSpark.session().createDataFrame(cells, schema))
                .select("probability")
                .collectAsList();
        Ran ran = Ran.of(file(what), Map.of("features", rows));
        for (int row = 0; row < rows.length; row++) {
            assertClose(
                    "row " + row, 1, expected.get(row).<Vector>getAs(0).toArray(), ran.numbers("probabilities", row));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\":2|\"version\":3|has the format version 3 but this Lockstep reads up to 2",
                "[1.0,2.0]|[2.0,2.0]|edges must ascend but 2.0 follows 2.0",
                "[1.0,2.0]|[]|edges must not be empty",
                "\"width\":1|\"width\":2|bins must have 2 elements for column a but has 1"
            })
    void aDescriptionOfBinsThatIsNotOneIsRefused(String from, String to, String message) {
        Column column =
                new Column("a", 1, Optional.empty(), Set.of(), List.of(new Bins(new double[] {1, 2}, true, false)));
        String json = new TableDescription(List.of(column), "error", "error", Optional.empty()).toJson();
        assertTrue(json.contains(from), json);
        String found = assertThrows(FormatException.class, () -> TableDescription.parse(json.replace(from, to)))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void aColumnKeepsItsNameUnlessAnOutputHasIt() throws OrtException {
        List<Column> columns = List.of(
                new Column("label", 1, Optional.empty()),
                new Column("label_1", 1, Optional.of(List.of("a", "b"))),
                new Column("layers.0.bias", 1, Optional.empty()),
                new Column("sub", 1, Optional.empty()));
        TableDescription table = new TableDescription(columns, "error", "bucket", Optional.empty());
        byte[] file = file(Exported.of(OnnxModels.ofInputs(5)).withTable(table, List.of()));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file)) {
            assertEquals(Set.of("label_2", "label_1", "layers.0.bias_1", "sub"), session.getInputNames());
        }
    }

    @Test
    void aCategoryThatTrainingDidNotHaveIsRefusedWhereThePlanRefusesIt() throws OrtException {
        byte[] file = file(table("error", "error"));
        Map<String, Object> inputs = Map.of(
                "age", new double[][] {{31.5}},
                "job", new String[][] {{"astronaut"}},
                "size", new double[][] {{0.5, -2}},
                "label_1", new double[][] {{3}},
                "town", new String[][] {{"north"}});
        assertThrows(OrtException.class, () -> Ran.of(file, inputs));
        assertFalse(Ran.of(
                        file,
                        Map.of(
                                "age", inputs.get("age"),
                                "job", new String[][] {{"clerk"}},
                                "size", inputs.get("size"),
                                "label_1", inputs.get("label_1"),
                                "town", inputs.get("town")))
                .label(0)
                .isEmpty());
    }

    private static Exported table(String unseen, String missing) {
        List<Column> columns = List.of(
                new Column("age", 1, Optional.empty()),
                new Column("job", 1, Optional.of(List.of("baker", "clerk", "smith"))),
                new Column("size", 2, Optional.empty()),
                new Column("label", 1, Optional.empty()),
                new Column("town", 1, Optional.of(List.of("", "north", "south"))));
        Optional<double[]> substitutes = missing.equals("mean")
                ? Optional.of(new double[] {40, Double.NaN, 1, 2, 3, Double.NaN})
                : Optional.empty();
        TableDescription table = new TableDescription(columns, missing, unseen, substitutes);
        return Exported.of(OnnxModels.named(OnnxModels.ofInputs(10), "low", "mid", "high"))
                .withTable(table, List.of());
    }

    private static byte[] file(Exported what) {
        return OnnxFile.of(what, Numbers.DOUBLE).toBytes();
    }

    private static boolean isClassifier(SavedModel model) {
        return model.description().task().isOneClass();
    }
}
