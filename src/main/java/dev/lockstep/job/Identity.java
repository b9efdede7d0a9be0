package dev.lockstep.job;

import dev.lockstep.data.DataException;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Canary;
import dev.lockstep.math.Hash;
import dev.lockstep.spark.ShardedRows;
import dev.lockstep.spark.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be the same for a training to go on from a checkpoint: the plan, but for what does not reach the weights; the
 * rows; the arithmetic.
 */
final class Identity {

    private static final String PLAN = "plan.";
    private static final String DATA = "data";
    private static final String ARITHMETIC = "arithmetic";
    /** Keys that may change. What sources hold is told by their rows, whatever their names. */
    private static final List<String> FREE = List.of(
            "name",
            "output",
            "checkpoint",
            "data.train",
            "data.validation.path",
            "data.validation.format",
            "data.validation.options",
            "data.test",
            "training.epochs",
            "training.engine",
            "training.residentTimeout",
            "training.stopAfterSeconds");

    private Identity() {}

    static Map<String, String> of(RunPlan plan, TrainingData data) {
        Map<String, String> identity = new TreeMap<>();
        flatten("", PlanWriter.tree(plan), identity);
        identity.put(
                DATA,
                Long.toHexString(Hash.append(
                        hash(data.train()),
                        data.validation().map(Identity::hash).orElse(0L))));
        Backend backend = plan.training().backend();
        identity.put(ARITHMETIC, Canary.of(backend));
        return identity;
    }

    private static long hash(ShardedRows rows) {
        return Hash.of(rows.fingerprints());
    }

    private static void flatten(String path, Object value, Map<String, String> to) {
        if (FREE.stream().anyMatch(free -> path.equals(free) || path.startsWith(free + "."))) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> flatten(path.isEmpty() ? key.toString() : path + "." + key, item, to));
        } else {
            to.put(PLAN + path, value instanceof String text ? text : Json.line(value));
        }
    }

    /**
     * Checks that a checkpoint may be gone on from.
     *
     * @throws PlanException naming the keys that changed
     * @throws DataException if the rows changed
     */
    static void require(Map<String, String> saved, Map<String, String> now, boolean allowDifferentMath) {
        List<String> changes = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(saved.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            if (key.startsWith(PLAN) && !String.valueOf(saved.get(key)).equals(String.valueOf(now.get(key)))) {
                changes.add(key.substring(PLAN.length()) + " was " + shown(saved.get(key)) + " but is "
                        + shown(now.get(key)));
            }
        }
        if (!changes.isEmpty()) {
            throw new PlanException("the plan has changed since the checkpoint: " + String.join("; ", changes)
                    + ". Change it back, or train anew with --overwrite");
        }
        if (!String.valueOf(saved.get(DATA)).equals(now.get(DATA))) {
            throw new DataException("the data have changed since the checkpoint: other rows, weights or labels."
                    + " Bring them back, or train anew with --overwrite");
        }
        if (!allowDifferentMath && !String.valueOf(saved.get(ARITHMETIC)).equals(now.get(ARITHMETIC))) {
            throw new PlanException("this machine computes other bits (" + now.get(ARITHMETIC)
                    + ") than the one that saved the checkpoint (" + saved.get(ARITHMETIC)
                    + "); go on where it was saved, or anyway with --allow-different-math");
        }
    }

    private static String shown(String value) {
        return value == null ? "not there" : value;
    }
}
