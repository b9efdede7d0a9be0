package dev.lockstep.network;

import dev.lockstep.math.Slice;

/** Runs a network whose first layer's weighted sums are made elsewhere, row by row, as sparse rows want it. */
public final class FirstSums {

    private FirstSums() {}

    /** The first layer's sums, {@code [rows][units]}, to be filled before {@link #forward}. */
    public static float[] of(Workspace workspace, Network network) {
        return workspace.sums(network.layers().get(0));
    }

    /** Computes the first layer's sums of the first {@code rows} rows of the workspace's inputs. */
    public static void compute(Network network, float[] parameters, Workspace workspace, int rows) {
        sums(network.layers().get(0), parameters, workspace, rows);
    }

    /** Computes the outputs of the first {@code rows} rows from the first layer's sums on, without dropout. */
    public static void forward(Network network, float[] parameters, Workspace workspace, int rows) {
        for (Layer layer : network.layers()) {
            if (layer.index() > 0) {
                sums(layer, parameters, workspace, rows);
            }
            layer.activate(parameters, workspace.sums(layer), workspace.outputs(layer), rows);
            workspace.pass(layer, rows, Dropout.OFF);
        }
    }

    private static void sums(Layer layer, float[] parameters, Workspace workspace, int rows) {
        float[] sums = workspace.sums(layer);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(parameters, layer.biasOffset(), sums, row * layer.outputs(), layer.outputs());
        }
        workspace
                .products()
                .addTimesTransposed(
                        rows,
                        layer.outputs(),
                        layer.inputs(),
                        Slice.of(workspace.inputs(layer)),
                        layer.weights(parameters),
                        Slice.of(sums));
    }
}
