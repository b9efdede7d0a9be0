package dev.lockstep.publish;

import dev.lockstep.evaluation.Metric;
import dev.lockstep.plan.PublishPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decision whether a candidate is published, by the rules of a plan.
 *
 * @param reasons one sentence each, of what was broken or, if nothing was, of what held
 */
record Judgement(boolean accepted, List<String> reasons) {

    /**
     * The current model.
     *
     * @param version its name
     * @param figure its metric on the same rows; empty if it has none
     * @param obstacle why it has none
     */
    record Current(String version, Optional<Double> figure, String obstacle) {}

    /** @param candidate the candidate's metric */
    static Judgement of(PublishPlan plan, double candidate, Optional<Current> current) {
        List<String> broken = new ArrayList<>();
        List<String> held = new ArrayList<>();
        Metric metric = plan.metric().value();
        String is = metric.name() + " is " + candidate;
        if (!Double.isFinite(candidate)) {
            String what = Double.isNaN(candidate) ? "undefined" : "infinite";
            return new Judgement(false, List.of(metric.name() + " is " + what + " on these rows"));
        }
        plan.minimum().ifPresent(least -> (candidate >= least ? held : broken)
                .add(is + (candidate >= least ? ", at least" : ", below") + " publish.minimum " + least));
        plan.maximum().ifPresent(most -> (candidate <= most ? held : broken)
                .add(is + (candidate <= most ? ", at most" : ", above") + " publish.maximum " + most));
        if (current.isEmpty()) {
            held.add("there is no current version");
        } else if (plan.notWorseBy().isEmpty()) {
            held.add("it is not compared with the current version "
                    + current.get().version() + " (publish.notWorseBy: none)");
        } else if (current.get().figure().isEmpty()) {
            broken.add("it cannot be compared with the current version "
                    + current.get().version() + ": " + current.get().obstacle());
        } else {
            compare(metric, plan.notWorseBy().get(), candidate, current.get(), broken, held);
        }
        return broken.isEmpty() ? new Judgement(true, held) : new Judgement(false, broken);
    }

    private static void compare(
            Metric metric,
            PublishPlan.Tolerance tolerance,
            double candidate,
            Current current,
            List<String> broken,
            List<String> held) {
        double before = current.figure().orElseThrow();
        double worse = metric.higherIsBetter() ? before - candidate : candidate - before;
        double most = tolerance.of(before);
        String both = metric.name() + " is " + candidate + ", that of the current version " + current.version() + " is "
                + before;
        if (Double.isNaN(before)) {
            broken.add(metric.name() + " of the current version " + current.version() + " is undefined on these rows");
        } else if (Double.isInfinite(before) ? worse < 0 : worse <= most) {
            held.add(both);
        } else {
            broken.add(both + (most > 0 ? ": worse by more than " + tolerance : ": worse"));
        }
    }
}
