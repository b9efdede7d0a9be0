package dev.lockstep.objective;

/**
 * A block of rows for a loss: outputs of the network and targets.
 *
 * @param rows the number of rows
 * @param units outputs per row
 * @param outputs {@code [rows][units]}, raw
 * @param targetWidth targets per row
 * @param targets {@code [rows][targetWidth]}
 * @param weights one per row
 */
public record Examples(int rows, int units, float[] outputs, int targetWidth, float[] targets, float[] weights) {}
