package dev.lockstep.report.page;

import static j2html.TagCreator.span;

import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import java.util.Optional;

/**
 * A metric beside its value in an earlier run.
 *
 * @param higherIsBetter empty if neither direction is
 */
record Change(double now, double before, Optional<Boolean> higherIsBetter) {

    /** What is shown as equal is equal. */
    private boolean isNone() {
        return Figures.number(now).equals(Figures.number(before));
    }

    private boolean isBetter() {
        return higherIsBetter.orElse(false) == now > before;
    }

    String word() {
        if (isNone()) {
            return "same";
        }
        if (higherIsBetter.isEmpty()) {
            return now > before ? "higher" : "lower";
        }
        return isBetter() ? "better" : "worse";
    }

    DomContent mark() {
        String sign = isNone() ? "" : (now > before ? "+" : "−") + Figures.number(Math.abs(now - before)) + " ";
        return span(sign + word()).withClass("change " + word());
    }
}
