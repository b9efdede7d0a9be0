package dev.lockstep.evaluation;

/**
 * A block of predictions beside the truth.
 *
 * @param units predictions per row
 * @param values {@code [rows][units]}, probabilities or numbers
 * @param targetWidth targets per row
 * @param targets {@code [rows][targetWidth]}
 * @param weights one a row
 * @param lossSum Σ wᵢ·lossᵢ
 */
public record Predictions(
        int rows, int units, float[] values, int targetWidth, float[] targets, float[] weights, double lossSum) {}
