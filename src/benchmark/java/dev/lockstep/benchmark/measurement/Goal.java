package dev.lockstep.benchmark.measurement;

/**
 * What a figure is meant to be.
 *
 * @param bound of the ratio, or of Lockstep's own amount
 */
public record Goal(Kind kind, double bound) {

    public static final Goal NONE = new Goal(Kind.NONE, 0);

    /** What is compared with the bound. */
    enum Kind {
        RATIO_AT_LEAST,
        RATIO_AT_MOST,
        AMOUNT_AT_MOST,
        NONE
    }

    public static Goal ratioAtLeast(double bound) {
        return new Goal(Kind.RATIO_AT_LEAST, bound);
    }

    public static Goal ratioAtMost(double bound) {
        return new Goal(Kind.RATIO_AT_MOST, bound);
    }

    public static Goal amountAtMost(double bound) {
        return new Goal(Kind.AMOUNT_AT_MOST, bound);
    }

    boolean isMet(Figure figure) {
        return switch (kind) {
            case RATIO_AT_LEAST -> figure.ratio() >= bound;
            case RATIO_AT_MOST -> figure.ratio() <= bound;
            case AMOUNT_AT_MOST -> figure.lockstep().value() <= bound;
            case NONE -> true;
        };
    }

    String text() {
        return switch (kind) {
            case RATIO_AT_LEAST -> "≥ " + bound;
            case RATIO_AT_MOST -> "≤ " + bound;
            case AMOUNT_AT_MOST -> "≤ " + bound + " itself";
            case NONE -> "";
        };
    }
}
