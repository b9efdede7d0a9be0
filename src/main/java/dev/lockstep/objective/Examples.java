package dev.lockstep.objective;

/**
 * A block of rows as a loss sees it: what the network put out and what it should have.
 *
 * @param rows the number of rows
 * @param units outputs per row
 * @param outputs {@code [rows][units]}, raw
 * @param targetWidth targets per row
 * @param targets {@code [rows][targetWidth]}
 * @param weights one a row
 */
public record Examples(int rows, int units, float[] outputs, int targetWidth, float[] targets, float[] weights) {}
