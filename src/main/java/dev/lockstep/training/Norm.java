package dev.lockstep.training;

/** The Euclidean norm, in double: √Σx². */
final class Norm {

    private Norm() {}

    static double of(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
