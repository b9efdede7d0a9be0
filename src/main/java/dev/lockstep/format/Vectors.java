package dev.lockstep.format;

import java.util.List;

/** The vectors of a file, all with the same length. */
record Vectors(SafeTensors file, int length) {

    /** The number of vectors of a kind according to the metadata; at most the number of tensors. */
    int count(Texts texts, String name) {
        int count = texts.count(name);
        if (count > file.tensors().size()) {
            throw new FormatException(
                    name + " must be at most " + file.tensors().size() + " but is " + count);
        }
        return count;
    }

    float[] floats(String name) {
        float[] values = new float[length];
        ((Tensor.Floats) fitting(name, Tensor.Type.F32)).values().get(0, values);
        return values;
    }

    double[] doubles(String name) {
        double[] values = new double[length];
        ((Tensor.Doubles) fitting(name, Tensor.Type.F64)).values().get(0, values);
        return values;
    }

    private Tensor fitting(String name, Tensor.Type type) {
        String wanted = "tensor " + name + " must be " + type + " [" + length + "] but is ";
        Tensor tensor = file.tensor(name).orElseThrow(() -> new FormatException(wanted + "missing"));
        if (tensor.type() != type || !tensor.shape().equals(List.of((long) length))) {
            throw new FormatException(wanted + tensor.type() + " " + tensor.shape());
        }
        return tensor;
    }
}
