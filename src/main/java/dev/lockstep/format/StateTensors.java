package dev.lockstep.format;

import dev.lockstep.training.EpochSums;
import dev.lockstep.training.MinimizerState;
import dev.lockstep.training.TrainingState;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one network in a checkpoint.
 *
 * @param prefix of all its names; empty without an ensemble
 */
record StateTensors(Texts texts, Vectors vectors, String prefix) {

    /** Adds views of the state's arrays, and everything else as texts. */
    static void write(TrainingState state, String prefix, List<Tensor> tensors, Map<String, String> texts) {
        tensors.add(floats(prefix + "parameters", state.parameters()));
        for (int i = 0; i < state.optimizerState().length; i++) {
            tensors.add(floats(prefix + "optimizer." + i, state.optimizerState()[i]));
        }
        state.best().ifPresent(best -> tensors.add(floats(prefix + "best", best.parameters())));
        state.minimizer().ifPresent(minimizer -> addTo(tensors, prefix, minimizer));
        texts.put(prefix + "step", Long.toString(state.step()));
        texts.put(prefix + "optimizer", Integer.toString(state.optimizerState().length));
        texts.put(prefix + "plateau.best", Double.toString(state.plateau().best()));
        texts.put(
                prefix + "plateau.epochsSince", Integer.toString(state.plateau().epochsSince()));
        texts.put(
                prefix + "plateau.reductions", Integer.toString(state.plateau().reductions()));
        texts.put(prefix + "sums.loss", Double.toString(state.sums().lossSum()));
        texts.put(prefix + "sums.weight", Double.toString(state.sums().weightSum()));
        texts.put(prefix + "sums.rows", Long.toString(state.sums().rows()));
        texts.put(prefix + "sums.learningRate", Double.toString(state.sums().learningRate()));
        texts.put(prefix + "sums.gradientNorm", Double.toString(state.sums().gradientNorm()));
        state.best().ifPresent(best -> {
            texts.put(prefix + "best.epoch", Integer.toString(best.epoch()));
            texts.put(prefix + "best.value", Double.toString(best.value()));
            texts.put(prefix + "best.epochsSince", Integer.toString(best.epochsSince()));
        });
        state.minimizer().ifPresent(minimizer -> {
            texts.put(prefix + "minimizer.value", Double.toString(minimizer.value()));
            texts.put(
                    prefix + "minimizer.moves",
                    Integer.toString(minimizer.moves().size()));
            texts.put(prefix + "minimizer.finished", Boolean.toString(minimizer.finished()));
        });
    }

    private static void addTo(List<Tensor> tensors, String prefix, MinimizerState minimizer) {
        tensors.add(doubles(prefix + "minimizer.point", minimizer.point()));
        tensors.add(doubles(prefix + "minimizer.gradient", minimizer.gradient()));
        for (int i = 0; i < minimizer.moves().size(); i++) {
            tensors.add(
                    doubles(prefix + "minimizer.moves." + i, minimizer.moves().get(i)));
            tensors.add(doubles(
                    prefix + "minimizer.changes." + i,
                    minimizer.gradientChanges().get(i)));
        }
    }

    /** @throws FormatException if a part is missing, or has another number of parameters */
    TrainingState state() {
        float[][] optimizer = new float[vectors.count(texts, prefix + "optimizer")][];
        for (int i = 0; i < optimizer.length; i++) {
            optimizer[i] = floats("optimizer." + i);
        }
        return new TrainingState(
                whole("step"),
                floats("parameters"),
                optimizer,
                has("best.epoch") ? Optional.of(best()) : Optional.empty(),
                new TrainingState.Plateau(
                        number("plateau.best"), count("plateau.epochsSince"), count("plateau.reductions")),
                has("minimizer.value") ? Optional.of(minimizer()) : Optional.empty(),
                new EpochSums(
                        number("sums.loss"),
                        number("sums.weight"),
                        whole("sums.rows"),
                        number("sums.learningRate"),
                        number("sums.gradientNorm")));
    }

    private TrainingState.Best best() {
        return new TrainingState.Best(
                count("best.epoch"), number("best.value"), count("best.epochsSince"), floats("best"));
    }

    private MinimizerState minimizer() {
        List<double[]> moves = new ArrayList<>();
        List<double[]> changes = new ArrayList<>();
        int remembered = vectors.count(texts, prefix + "minimizer.moves");
        for (int i = 0; i < remembered; i++) {
            moves.add(doubles("minimizer.moves." + i));
            changes.add(doubles("minimizer.changes." + i));
        }
        return new MinimizerState(
                doubles("minimizer.point"),
                number("minimizer.value"),
                doubles("minimizer.gradient"),
                moves,
                changes,
                Boolean.parseBoolean(texts.text(prefix + "minimizer.finished")));
    }

    private boolean has(String name) {
        return texts.has(prefix + name);
    }

    private long whole(String name) {
        return texts.whole(prefix + name);
    }

    private int count(String name) {
        return texts.count(prefix + name);
    }

    private double number(String name) {
        return texts.number(prefix + name);
    }

    private float[] floats(String name) {
        return vectors.floats(prefix + name);
    }

    private double[] doubles(String name) {
        return vectors.doubles(prefix + name);
    }

    private static Tensor floats(String name, float[] values) {
        return new Tensor.Floats(name, List.of((long) values.length), FloatBuffer.wrap(values));
    }

    private static Tensor doubles(String name, double[] values) {
        return new Tensor.Doubles(name, List.of((long) values.length), DoubleBuffer.wrap(values));
    }
}
