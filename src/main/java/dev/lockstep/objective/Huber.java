package dev.lockstep.objective;

/**
 * e²/2 up to delta, delta·(|e| − delta/2) beyond; derivative e, and ±delta beyond.
 *
 * <p>Reference: P. Huber, "Robust estimation of a location parameter" (1964).
 */
record Huber(double delta) implements ErrorFunction {

    @Override
    public double value(double error) {
        double size = Math.abs(error);
        return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
    }

    @Override
    public double slope(double error) {
        return Math.max(-delta, Math.min(delta, error));
    }
}
