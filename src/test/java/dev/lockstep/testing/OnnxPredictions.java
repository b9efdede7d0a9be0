package dev.lockstep.testing;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * What ONNX Runtime makes of a table's rows, each column an input of its name.
 *
 * @param label the class of every row
 * @param probabilities one a class, row by row
 */
public record OnnxPredictions(String[] label, float[][] probabilities) {

    /** @param rows with texts in all columns, null where there is nothing */
    public static OnnxPredictions of(Path file, List<Row> rows) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString())) {
            Map<String, OnnxTensor> given = new TreeMap<>();
            for (NodeInfo input : session.getInputInfo().values()) {
                given.put(input.getName(), OnnxTensor.createTensor(environment, column(input, rows)));
            }
            try (OrtSession.Result result = session.run(given)) {
                return new OnnxPredictions(
                        (String[]) value(result, "label"), (float[][]) value(result, "probabilities"));
            } finally {
                given.values().forEach(OnnxValue::close);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static Object value(OrtSession.Result result, String name) throws OrtException {
        return result.get(name).orElseThrow().getValue();
    }

    private static Object column(NodeInfo input, List<Row> rows) {
        List<String> cells =
                rows.stream().map(row -> row.<String>getAs(input.getName())).toList();
        return switch (((TensorInfo) input.getInfo()).type) {
            case STRING ->
                cells.stream()
                        .map(cell -> new String[] {cell == null ? "" : cell})
                        .toArray(String[][]::new);
            case FLOAT ->
                cells.stream()
                        .map(cell -> new float[] {cell == null ? Float.NaN : Float.parseFloat(cell)})
                        .toArray(float[][]::new);
            default ->
                cells.stream()
                        .map(cell -> new double[] {cell == null ? Double.NaN : Double.parseDouble(cell)})
                        .toArray(double[][]::new);
        };
    }

    /**
     * How far probabilities are at most from those that {@code jobs/predict.sh --probabilities} wrote.
     *
     * @param predicted with the columns {@code probability_<class>}
     * @param classes in the order of the file
     * @throws AssertionError if a label is another one
     */
    public double distanceFrom(List<Row> predicted, List<String> classes) {
        for (int i = 0; i < label.length; i++) {
            if (!label[i].equals(predicted.get(i).getAs("prediction"))) {
                throw new AssertionError("row " + i + " is " + label[i] + " but was predicted as " + predicted.get(i));
            }
        }
        return IntStream.range(0, label.length * classes.size())
                .mapToDouble(i -> {
                    String expected =
                            predicted.get(i / classes.size()).getAs("probability_" + classes.get(i % classes.size()));
                    return Math.abs(
                            Double.parseDouble(expected) - probabilities[i / classes.size()][i % classes.size()]);
                })
                .max()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
