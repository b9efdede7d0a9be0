package dev.lockstep.run;

import dev.lockstep.catalog.Secret;
import dev.lockstep.data.DataException;
import dev.lockstep.format.Json;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Canary;
import dev.lockstep.math.Hash;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * What must be equal to resume from a checkpoint: the keys of the plan that affect the weights, the rows, and the
 * arithmetic.
 */
public final class Identity {

    private static final String PLAN = "plan.";
    /** Shapes the model if a schedule ends with the training. */
    private static final String EPOCHS = "training.epochs";

    private static final String NAME = ".name";
    private static final String DATA = "data";
    private static final String ARITHMETIC = "arithmetic";
    private static final String STEPS = "steps";
    /** The version of the steps: the rows of each, and the order in which sums are added. */
    private static final String STEPS_VERSION = "2";
    /** The version that checkpoints do not name. */
    private static final String FIRST_STEPS = "1";

    private Identity() {}

    public static Map<String, String> of(RunPlan plan, TrainingData data) {
        Map<String, String> identity = ofPlan(plan);
        identity.put(
                DATA,
                Long.toHexString(Hash.append(
                        hash(data.train()),
                        data.validation().map(Identity::hash).orElse(0L))));
        Backend backend = plan.training().backend();
        identity.put(ARITHMETIC, Canary.of(backend));
        identity.put(STEPS, STEPS_VERSION);
        return identity;
    }

    /** The keys of a plan that shape the model, except the locations of rows. */
    static Map<String, String> ofPlan(RunPlan plan) {
        return reaching(Set.of(Reach.MODEL), plan);
    }

    /** The keys of a plan that shape the model. */
    static Map<String, String> ofPlanAndSources(RunPlan plan) {
        return reaching(Set.of(Reach.MODEL, Reach.ROWS), plan);
    }

    private static Map<String, String> reaching(Set<Reach> reaching, RunPlan plan) {
        Map<String, String> identity = new TreeMap<>();
        flatten("", RunPlan.SCHEMA.write(plan), (path, value) -> {
            List<Key<?>> keys = RunPlan.SCHEMA.keysOn(path);
            boolean shapes = path.equals(EPOCHS)
                    && plan.training().learningRate().value().needsLength();
            boolean reaches =
                    reaching.contains(reach(keys)) && keys.stream().noneMatch(key -> isNewAndUnused(key, value));
            if (shapes || reaches) {
                identity.put(PLAN + path, value instanceof String text ? text : Json.line(value));
            }
        });
        return identity;
    }

    /**
     * What a value affects. Within a source or a part, its own key says so: another fraction for the test leaves other
     * rows for training.
     *
     * @param keys on its path, outermost first
     */
    private static Reach reach(List<Key<?>> keys) {
        return keys.stream().anyMatch(key -> key.reach() == Reach.NOTHING)
                ? Reach.NOTHING
                : keys.get(keys.size() - 1).reach();
    }

    /** Whether a key that plans of the first format lack has its default. */
    private static boolean isNewAndUnused(Key<?> key, Object value) {
        return key.since() > 1 && key.initial().equals(Optional.of(value));
    }

    private static long hash(ShardedRows rows) {
        return Hash.of(rows.fingerprints());
    }

    private static void flatten(String path, Object value, BiConsumer<String, Object> to) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> flatten(path.isEmpty() ? key.toString() : path + "." + key, item, to));
        } else if (!Secret.MASK.equals(value)) { // Another password reads the same rows.
            to.accept(path, value);
        }
    }

    /**
     * Checks that a run may resume from a checkpoint.
     *
     * @throws PlanException if the checkpoint is of steps of another version, or naming the keys that changed
     * @throws DataException if the rows changed
     */
    public static void require(Map<String, String> saved, Map<String, String> now, boolean allowDifferentMath) {
        requireSteps(saved.getOrDefault(STEPS, FIRST_STEPS), now.getOrDefault(STEPS, FIRST_STEPS));
        List<String> changes = changes(saved, now);
        if (!changes.isEmpty()) {
            throw new PlanException("the plan has changed since the checkpoint: " + String.join("; ", changes)
                    + ". Undo the change, or retrain with --overwrite");
        }
        if (!String.valueOf(saved.get(DATA)).equals(now.get(DATA))) {
            throw new DataException("the data have changed since the checkpoint: other rows, weights or labels."
                    + " Restore them, or retrain with --overwrite");
        }
        if (!allowDifferentMath && !String.valueOf(saved.get(ARITHMETIC)).equals(now.get(ARITHMETIC))) {
            throw new PlanException("the arithmetic of this machine (" + now.get(ARITHMETIC)
                    + ") gives other bits than that of the checkpoint (" + saved.get(ARITHMETIC)
                    + "); resume on the original machine, or resume anyway with --allow-different-math");
        }
    }

    private static void requireSteps(String saved, String now) {
        if (!saved.equals(now)) {
            throw new PlanException(
                    "the checkpoint was written by another version of Lockstep: its steps have other rows"
                            + " and sums (steps of version " + saved + ", here " + now
                            + "). Finish the run with that version, or retrain with --overwrite");
        }
    }

    /** Describes the changed keys of the plan; for another algorithm, only its name. */
    static List<String> changes(Map<String, String> saved, Map<String, String> now) {
        Map<String, String> before = named(saved, now);
        Map<String, String> after = named(now, saved);
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(
                key -> !key.startsWith(PLAN) || String.valueOf(before.get(key)).equals(String.valueOf(after.get(key))));
        TreeSet<String> parameters = new TreeSet<>(keys);
        parameters.removeIf(key -> key.endsWith(NAME) || !keys.contains(key.replaceFirst("[.][^.]*$", NAME)));
        keys.removeAll(parameters);
        List<String> changes = new ArrayList<>();
        for (String key : keys) {
            changes.add(key.substring(PLAN.length()) + " was " + shown(before.get(key)) + " but is "
                    + shown(after.get(key)));
        }
        return changes;
    }

    /** The bare name of an algorithm, in the form with parameters if the other plan gives some. */
    private static Map<String, String> named(Map<String, String> keys, Map<String, String> other) {
        Map<String, String> named = new TreeMap<>();
        keys.forEach((key, value) -> named.put(other.containsKey(key + NAME) ? key + NAME : key, value));
        return named;
    }

    private static String shown(String value) {
        return value == null ? "not there" : value;
    }
}
