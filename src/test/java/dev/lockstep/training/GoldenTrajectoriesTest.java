package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.data.Rows;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole trainings of 20 steps beside PyTorch's. */
class GoldenTrajectoriesTest {

    private static final List<String> FILES = List.of("activations", "losses", "optimizers", "schedules", "training");
    /** Relative to how far the training went, which is no more than the length of its path. */
    private static final double DISTANCE = 1e-5;

    private static final double LOSSES = 1e-5;

    static Stream<Arguments> cases() {
        return FILES.stream().flatMap(name -> {
            Golden file = Golden.file("trajectories-" + name + ".json");
            return file.list("cases").stream().map(golden -> Arguments.of(name, golden, file));
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void trainingGoesWherePyTorchGoes(String name, Golden golden, Golden file) {
        NotBuiltYet.skip(golden.needs());
        for (int shards : new int[] {1, 3, 8}) {
            Recording recording = new Recording();
            float[] parameters = train(golden, rows(golden, file), shards, recording);
            double[] expected = golden.numbers("parameters64");
            double[] initial = golden.numbers("initial");
            double distance = 0;
            double way = 0;
            for (int i = 0; i < expected.length; i++) {
                distance += Math.pow(parameters[i] - expected[i], 2);
                way += Math.pow(expected[i] - initial[i], 2);
            }
            double relative = Math.sqrt(distance / way);
            assertTrue(relative <= DISTANCE, shards + " shards end " + relative + " of the way off");
            recording.assertLike(golden);
        }
    }

    @Test
    void everyActivationAndLossHasATrajectory() {
        Set<String> missing = new TreeSet<>();
        Activations.CATALOG.names().forEach(name -> missing.add("activation " + name));
        Losses.CATALOG.names().forEach(name -> missing.add("loss " + name));
        cases().forEach(arguments -> missing.removeAll(((Golden) arguments.get()[1]).needs()));
        assertEquals(Set.of(), missing);
    }

    private static float[] train(Golden golden, Rows rows, int shards, TrainingListener listener) {
        TrainingPlan plan = plan(golden, shards);
        int outputs = golden.text("targets").equals("classes") ? 3 : rows.targets()[0].length;
        Network network = plan.network().network(rows.width(), outputs);
        float[] initial = golden.floats("initial");
        assertEquals(initial.length, network.parameterCount());
        return Training.of(plan, network, rows, TrainingState.initial(plan, initial), listener)
                .parameters();
    }

    private static TrainingPlan plan(Golden golden, int shards) {
        PlanDraft draft = new PlanDraft()
                .output(golden.words("output"))
                .loss(golden.words("loss"))
                .penalty(
                        golden.part("penalty").number("l1"),
                        golden.part("penalty").number("l2"))
                .optimizer(golden.words("optimizer"))
                .learningRate(golden.words("learningRate"))
                .epochs((int) golden.number("steps"))
                .shards(shards);
        Optional<Double> maxNorm = golden.has("maxNorm") ? Optional.of(golden.number("maxNorm")) : Optional.empty();
        for (Map<?, ?> layer : layers(golden)) {
            draft.hidden((int) layer.get("units"), layer.get("activation"), 0, maxNorm);
        }
        if (golden.has("clip")) {
            Golden clip = golden.part("clip");
            Clip.Kind kind = clip.has("norm") ? Clip.Kind.NORM : Clip.Kind.VALUE;
            draft.clip(kind, clip.number(clip.has("norm") ? "norm" : "value"));
        }
        return draft.plan();
    }

    private static List<Map<?, ?>> layers(Golden golden) {
        List<Map<?, ?>> layers = new ArrayList<>();
        ((List<?>) golden.words("hidden")).forEach(layer -> layers.add((Map<?, ?>) layer));
        return layers;
    }

    /** Class weights are part of the rows' weights here; that they are the same is a claim about shard gradients. */
    private static Rows rows(Golden golden, Golden file) {
        float[] weights = golden.has("effectiveWeights") ? golden.floats("effectiveWeights") : null;
        return new Rows(file.table("features"), file.part("targets").table(golden.text("targets")), weights);
    }

    /** What a training said on its way. */
    private static final class Recording implements TrainingListener {

        private final List<Double> losses = new ArrayList<>();
        private final List<EpochReport> reports = new ArrayList<>();

        @Override
        public void stepEnded(long step, double loss) {
            losses.add(loss);
        }

        @Override
        public void epochEnded(EpochReport report) {
            reports.add(report);
        }

        void assertLike(Golden golden) {
            double[] expected = golden.numbers("losses64");
            double[] norms = golden.numbers("gradientNorms");
            double[] rates = golden.numbers("rates");
            assertEquals(expected.length, losses.size());
            assertEquals(expected.length, reports.size());
            for (int t = 0; t < expected.length; t++) {
                double tolerance = LOSSES * Math.max(1, expected[t]);
                assertEquals(expected[t], losses.get(t), tolerance, "loss of step " + t);
                assertEquals(expected[t], reports.get(t).trainLoss(), tolerance, "loss of epoch " + t);
                assertEquals(norms[t], reports.get(t).gradientNorm(), LOSSES * Math.max(1, norms[t]), "norm " + t);
                assertEquals(rates[t], reports.get(t).learningRate(), 1e-15, "rate " + t);
            }
        }
    }
}
