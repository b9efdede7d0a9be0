package dev.lockstep.network;

/** The dropout masks of one row, for comparison with a network that is given them. */
public final class Masks {

    private Masks() {}

    /** What each hidden unit's output is multiplied by, {@code [hidden layer][unit]}. */
    public static double[][] of(Network network, long seed, int epoch, long position) {
        double[][] masks = new double[network.layers().size() - 1][];
        for (Layer layer : network.layers().subList(0, masks.length)) {
            float[] mask = mask(layer, new Dropout(true, seed, epoch, position, 0), 1);
            masks[layer.index()] = new double[mask.length];
            for (int unit = 0; unit < mask.length; unit++) {
                masks[layer.index()][unit] = layer.dropout() == 0 ? 1 : mask[unit];
            }
        }
        return masks;
    }

    /** The mask of a layer over rows, {@code [rows][outputs]}. */
    static float[] mask(Layer layer, Dropout dropout, int rows) {
        float[] mask = new float[rows * layer.outputs()];
        dropout.mask(layer, new float[mask.length], mask, new float[mask.length], rows);
        return mask;
    }
}
