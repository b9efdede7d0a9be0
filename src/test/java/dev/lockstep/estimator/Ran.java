package dev.lockstep.estimator;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** What ONNX Runtime makes of a file and rows. */
final class Ran {

    private final Map<String, Object> outputs = new LinkedHashMap<>();

    private Ran() {}

    /** @param inputs arrays {@code [rows][columns]} of doubles, floats or texts, by their names */
    static Ran of(byte[] file, Map<String, Object> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // What it refuses it also throws.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return of(environment.createSession(file, options), inputs);
        }
    }

    private static Ran of(OrtSession opened, Map<String, Object> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensorLike> tensors = new LinkedHashMap<>();
        Ran ran = new Ran();
        try (OrtSession session = opened) {
            for (Map.Entry<String, Object> input : inputs.entrySet()) {
                tensors.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    ran.outputs.put(output.getKey(), output.getValue().getValue());
                }
            }
        } finally {
            tensors.values().forEach(OnnxTensorLike::close);
        }
        return ran;
    }

    Object get(String output) {
        return outputs.get(output);
    }

    /** A row of an output of numbers. */
    double[] numbers(String output, int row) {
        if (outputs.get(output) instanceof float[][] floats) {
            return IntStream.range(0, floats[row].length)
                    .mapToDouble(i -> floats[row][i])
                    .toArray();
        }
        return ((double[][]) outputs.get(output))[row];
    }

    /** The class of a row, as a text. */
    String label(int row) {
        Object labels = outputs.get("label");
        return labels instanceof long[] numbers ? Long.toString(numbers[row]) : ((String[]) labels)[row];
    }
}
