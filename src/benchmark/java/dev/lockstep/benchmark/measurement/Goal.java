package dev.lockstep.benchmark.measurement;

/**
 * What a figure is meant to be.
 *
 * @param bound of the ratio, or of Lockstep's own amount
 * @param ideal what is aimed at beyond the bound, or the bound itself
 */
public record Goal(Kind kind, double bound, double ideal) {

    public static final Goal NONE = new Goal(Kind.NONE, 0, 0);

    /** What is compared with the bound. */
    enum Kind {
        RATIO_AT_LEAST,
        RATIO_AT_MOST,
        AMOUNT_AT_LEAST,
        AMOUNT_AT_MOST,
        NONE
    }

    public static Goal ratioAtLeast(double bound) {
        return new Goal(Kind.RATIO_AT_LEAST, bound, bound);
    }

    public static Goal ratioAtMost(double bound) {
        return new Goal(Kind.RATIO_AT_MOST, bound, bound);
    }

    public static Goal amountAtLeast(double bound) {
        return new Goal(Kind.AMOUNT_AT_LEAST, bound, bound);
    }

    public static Goal amountAtMost(double bound) {
        return new Goal(Kind.AMOUNT_AT_MOST, bound, bound);
    }

    /** The same bound, with something better to aim at. */
    public Goal ideally(double better) {
        return new Goal(kind, bound, better);
    }

    boolean isMet(Figure figure) {
        return holds(figure, bound);
    }

    boolean isIdeal(Figure figure) {
        return holds(figure, ideal);
    }

    private boolean holds(Figure figure, double limit) {
        return switch (kind) {
            case RATIO_AT_LEAST -> figure.ratio() >= limit;
            case RATIO_AT_MOST -> figure.ratio() <= limit;
            case AMOUNT_AT_LEAST -> figure.lockstep().value() >= limit;
            case AMOUNT_AT_MOST -> figure.lockstep().value() <= limit;
            case NONE -> true;
        };
    }

    String text() {
        String limits = number(bound) + (ideal == bound ? "" : ", ideally " + number(ideal));
        return switch (kind) {
            case RATIO_AT_LEAST -> "≥ " + limits;
            case RATIO_AT_MOST -> "≤ " + limits;
            case AMOUNT_AT_LEAST -> "≥ " + limits + " itself";
            case AMOUNT_AT_MOST -> "≤ " + limits + " itself";
            case NONE -> "";
        };
    }

    private static String number(double limit) {
        return limit < 1000 ? Double.toString(limit) : Figure.number(limit);
    }
}
