package dev.lockstep.evaluation;

/**
 * A block of predictions with the true targets.
 *
 * @param units predictions per row
 * @param values {@code [rows][units]}, probabilities or numbers
 * @param targetWidth targets per row
 * @param targets {@code [rows][targetWidth]}
 * @param weights one per row
 * @param lossSum Σ wᵢ·lossᵢ
 */
public record Predictions(
        int rows, int units, float[] values, int targetWidth, float[] targets, float[] weights, double lossSum) {}
