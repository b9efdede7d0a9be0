package dev.lockstep.scoring;

import dev.lockstep.network.Dropout;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;

/** Runs a network with given weighted sums of the first layer, which are computed row by row for sparse rows. */
public final class FirstSums {

    private FirstSums() {}

    /** The first layer's sums, {@code [rows][units]}, to be set before {@link #forward}. */
    public static float[] of(Workspace workspace, Network network) {
        return workspace.sums(network.layers().get(0));
    }

    /** Computes the first layer's sums of the first {@code rows} rows of the workspace's inputs. */
    public static void compute(Network network, float[] parameters, Workspace workspace, int rows) {
        Network.sum(network.layers().get(0), parameters, workspace, rows);
    }

    /** Computes the outputs of the first {@code rows} rows from the first layer's sums, without dropout. */
    public static void forward(Network network, float[] parameters, Workspace workspace, int rows) {
        for (Layer layer : network.layers()) {
            if (layer.index() > 0) {
                Network.sum(layer, parameters, workspace, rows);
            }
            layer.activate(parameters, workspace.sums(layer), workspace.outputs(layer), rows);
            workspace.pass(layer, rows, Dropout.OFF);
        }
    }
}
