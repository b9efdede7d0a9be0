package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * A value of a graph that is computed: numbers as doubles, whatever they are in the graph, or texts.
 *
 * @param shape rows and columns, a list's length, or nothing for a single number
 * @param number the number at a place, row-major
 * @param text the text at a place
 */
record Value(int[] shape, IntToDoubleFunction number, IntFunction<String> text) {

    static Value ofNumbers(double[] numbers, int... shape) {
        return new Value(shape, i -> numbers[i], null);
    }

    static Value ofTexts(String[] texts, int... shape) {
        return new Value(shape, null, i -> texts[i]);
    }

    /** What a graph has in itself; a view. */
    static Value of(TensorProto tensor) {
        int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return switch (DataType.forNumber(tensor.getDataType())) {
            case FLOAT -> new Value(shape, i -> bytes.getFloat(i * Float.BYTES), null);
            case DOUBLE -> new Value(shape, i -> bytes.getDouble(i * Double.BYTES), null);
            case INT64 -> new Value(shape, i -> bytes.getLong(i * Long.BYTES), null);
            case STRING -> new Value(shape, null, i -> tensor.getStringData(i).toStringUtf8());
            default -> throw new IllegalStateException("no values of type " + tensor.getDataType());
        };
    }

    int count() {
        int count = 1;
        for (int length : shape) {
            count *= length;
        }
        return count;
    }

    int rows() {
        return shape[0];
    }

    int columns() {
        return shape[1];
    }

    /** The place of this value that goes with a place of a larger one. */
    int place(int ofLarger, Value larger) {
        boolean isColumn = shape.length == 2 && shape[1] == 1 && larger.columns() > 1;
        return isColumn ? ofLarger / larger.columns() : ofLarger % count();
    }

    boolean areTexts() {
        return text != null;
    }

    /** The same numbers in another shape. */
    Value as(int... newShape) {
        return new Value(newShape, number, text);
    }
}
