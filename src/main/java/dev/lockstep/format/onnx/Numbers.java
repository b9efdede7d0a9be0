package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.lockstep.catalog.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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

    /** The names of the types. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Names::of).toList();
    }

    /** The type of that name; empty if there is none. */
    public static Optional<Numbers> named(String name) {
        return Arrays.stream(values())
                .filter(type -> Names.of(type).equals(name))
                .findFirst();
    }

    DataType type() {
        return type;
    }

    /** The nearest number of this type. */
    double rounded(double value) {
        return this == FLOAT ? (float) value : value;
    }
}
