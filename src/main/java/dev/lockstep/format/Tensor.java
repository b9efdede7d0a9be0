package dev.lockstep.format;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** A named array of numbers, row-major. A view whose array must not be changed. */
public sealed interface Tensor extends TensorOutline {

    @Override
    String name();

    /** The length of each dimension; empty for a single number. */
    @Override
    List<Long> shape();

    @Override
    Type type();

    /** The supported number types, named as in safetensors. */
    enum Type {
        F32(Float.BYTES),
        F64(Double.BYTES);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes per number. */
        public int bytes() {
            return bytes;
        }
    }

    /** A tensor of floats. */
    record Floats(String name, List<Long> shape, FloatBuffer values) implements Tensor {

        public Floats {
            shape = List.copyOf(shape);
            values = values.asReadOnlyBuffer().slice();
            requireCount(name, shape, values.limit());
        }

        @Override
        public Type type() {
            return Type.F32;
        }
    }

    /** A tensor of doubles. */
    record Doubles(String name, List<Long> shape, DoubleBuffer values) implements Tensor {

        public Doubles {
            shape = List.copyOf(shape);
            values = values.asReadOnlyBuffer().slice();
            requireCount(name, shape, values.limit());
        }

        @Override
        public Type type() {
            return Type.F64;
        }
    }

    /**
     * The number of elements of a shape.
     *
     * @throws ArithmeticException if a dimension is negative or the product overflows
     */
    static long count(List<Long> shape) {
        long count = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new ArithmeticException("negative dimension " + length);
            }
            count = Math.multiplyExact(count, length);
        }
        return count;
    }

    private static void requireCount(String name, List<Long> shape, int values) {
        if (count(shape) != values) {
            throw new IllegalArgumentException(
                    name + " must have " + count(shape) + " values for its shape " + shape + " but has " + values);
        }
    }
}
