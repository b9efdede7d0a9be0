package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The type of the numbers that go into a graph, and of predicted numbers that come out of it. */
public enum Numbers {
    /** As Spark has them. */
    DOUBLE(DataType.DOUBLE),
    /** For runtimes that have nothing else; numbers of more than seven digits lose some. */
    FLOAT(DataType.FLOAT);

    private final DataType type;

    Numbers(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }

    /** The nearest number of this type. */
    double rounded(double value) {
        return this == FLOAT ? (float) value : value;
    }
}
