package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.catalog.Golden;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Tensor;
import dev.lockstep.format.Weights;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch's networks here, and back: the golden files say how they were made. */
class PyTorchTest {

    private static final double SAME = 1e-6;

    /** A model, as far as both kinds go. */
    private record Model(Function<Vector, Vector> prediction, String weightsSha256, MLWriter writer) {}

    static List<Golden> networks() {
        return Golden.cases("pytorch-models.json");
    }

    static Stream<Golden> trainedNetworks() {
        return networks().stream().filter(network -> network.has("trained"));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aNetworkOfPyTorchsPredictsTheSame(Golden network) {
        assertPredicts("predictions", network, fit(network, file(network, ""), 0));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void soDoesOneThatPyTorchExportedToOnnx(Golden network) {
        Path onnx = file(network, "").resolveSibling("pytorch-" + network.text("name") + ".onnx");
        assertPredicts("predictions", network, fit(network, onnx, 0));
    }

    @ParameterizedTest
    @MethodSource("trainedNetworks")
    void trainingGoesOnAsInPyTorch(Golden network) throws IOException {
        Model trained = fit(network, file(network, ""), (int) network.number("steps"));
        Path saved = Project.path("target", "pytorch", network.text("name"));
        trained.writer().overwrite().save(saved.toString());
        assertPredicts("trainedPredictions", network, trained);
        SafeTensors file = read(saved.resolve("data").resolve("model.safetensors"));
        double[] expected = network.numbers("trained");
        assertArrayEquals(expected, parameters(file), SAME);
        assertEquals(
                read(file(network, "-trained")).metadata().get(Weights.FINGERPRINT),
                trained.weightsSha256(),
                "golden " + file(network, "-trained") + " and " + saved);
    }

    @ParameterizedTest
    @MethodSource("trainedNetworks")
    void backInPyTorchItPredictsTheSame(Golden network) throws IOException {
        Path trained = file(network, "-trained");
        Model again = fit(network, trained, 0);
        assertEquals(read(trained).metadata().get(Weights.FINGERPRINT), again.weightsSha256());
        assertPredicts("returned", network, again);
    }

    private static void assertPredicts(String expected, Golden network, Model model) {
        float[][] predictions = network.table(expected);
        float[][] features = network.table("features");
        for (int row = 0; row < features.length; row++) {
            Vector predicted = model.prediction().apply(vector(features[row]));
            assertArrayEquals(vector(predictions[row]).toArray(), predicted.toArray(), SAME, "row " + row);
        }
    }

    /** Gradient descent over all rows from a file on; with no epochs the file's own network. */
    private static Model fit(Golden network, Path from, int epochs) {
        String[] labels = labels(network);
        if (network.text("loss").equals("mse")) {
            MlpRegressor regressor = with(new MlpRegressor(), network, from, epochs);
            MlpRegressionModel model = (labels.length == 1
                            ? regressor.setLabelCol(labels[0])
                            : regressor.setLabelCols(labels))
                    .fit(rows(network));
            return new Model(model::predictVector, model.weightsSha256(), model.write());
        }
        MlpClassificationModel model = with(new MlpClassifier(), network, from, epochs)
                .setLabelCol(labels[0])
                .fit(rows(network));
        return new Model(model::predictProbability, model.weightsSha256(), model.write());
    }

    private static <E extends MlpParams.Setters<E>> E with(E estimator, Golden network, Path from, int epochs) {
        int[] hidden = Arrays.stream(network.numbers("hidden"))
                .mapToInt(units -> (int) units)
                .toArray();
        List<String> activations = network.list("activations").stream()
                .map(name -> name.values().asText())
                .toList();
        estimator.setHiddenLayers(hidden).setActivation(activations.toArray(String[]::new));
        estimator.setLoss(network.text("loss")).setOptimizer("sgd").setLearningRate(network.number("rate"));
        estimator
                .setBatchSize(LoopParams.FULL_BATCH)
                .setShards(2)
                .setBlas("java")
                .setStandardization(false);
        return estimator.setInitializeFrom(from.toString()).setEpochs(epochs);
    }

    private static Dataset<Row> rows(Golden network) {
        float[][] features = network.table("features");
        float[][] labels = network.table("labels");
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < features.length; row++) {
            List<Object> cells = new ArrayList<>(List.of(vector(features[row])));
            for (float label : labels[row]) {
                cells.add((double) label);
            }
            rows.add(RowFactory.create(cells.toArray()));
        }
        StructType schema = new StructType().add("features", SQLDataTypes.VectorType());
        for (String label : labels(network)) {
            schema = schema.add(label, DataTypes.DoubleType);
        }
        return LocalSpark.session().createDataFrame(rows, schema);
    }

    private static String[] labels(Golden network) {
        return IntStream.range(0, network.table("labels")[0].length)
                .mapToObj(column -> "y" + column)
                .toArray(String[]::new);
    }

    private static Vector vector(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return Vectors.dense(doubles);
    }

    /** In the order of their layers, whose tensors stand in a file one after the other. */
    private static double[] parameters(SafeTensors file) {
        List<Double> parameters = new ArrayList<>();
        file.tensors().forEach(tensor -> {
            FloatBuffer values = ((Tensor.Floats) tensor).values();
            for (int i = 0; i < values.limit(); i++) {
                parameters.add((double) values.get(i));
            }
        });
        return parameters.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Path file(Golden network, String suffix) {
        return Project.path(
                "src", "test", "resources", "golden", "pytorch-" + network.text("name") + suffix + ".safetensors");
    }

    private static SafeTensors read(Path file) throws IOException {
        return SafeTensors.read(Files.readAllBytes(file));
    }
}
