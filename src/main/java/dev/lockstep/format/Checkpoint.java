package dev.lockstep.format;

import dev.lockstep.training.EpochSums;
import dev.lockstep.training.MinimizerState;
import dev.lockstep.training.TrainingState;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a training as a safetensors file: vectors as tensors, everything else as metadata.
 *
 * @param identity what must be equal to resume: parts of the plan, the data, the arithmetic
 */
public record Checkpoint(TrainingState state, Map<String, String> identity, History history) {

    private static final String KIND = "lockstep checkpoint 2";
    /** Contains the lines of all epochs. */
    private static final String KIND_1 = "lockstep checkpoint 1";

    private static final String IDENTITY = "identity.";

    /**
     * The lines of the epochs so far: the beginning of the run's history file, and the lines after it.
     *
     * @param bytes of the file
     * @param sha256 of these bytes
     * @param rest lines that the file lacked
     */
    public record History(long bytes, String sha256, String rest) {

        /** All lines of a history, none of them in the file. */
        public static History of(String lines) {
            return new History(
                    0, HexFormat.of().formatHex(Fingerprint.newSha256().digest()), lines);
        }

        private static History of(Texts texts) {
            return texts.is("kind", KIND_1)
                    ? of(texts.text("history"))
                    : new History(
                            texts.whole("history.bytes"), texts.text("history.sha256"), texts.text("history.rest"));
        }
    }

    /** Views of the state's arrays: write them before training continues. */
    public SafeTensors tensors() {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(floats("parameters", state.parameters()));
        for (int i = 0; i < state.optimizerState().length; i++) {
            tensors.add(floats("optimizer." + i, state.optimizerState()[i]));
        }
        state.best().ifPresent(best -> tensors.add(floats("best", best.parameters())));
        state.minimizer().ifPresent(minimizer -> addTo(tensors, minimizer));
        return new SafeTensors(tensors, texts());
    }

    private static void addTo(List<Tensor> tensors, MinimizerState minimizer) {
        tensors.add(doubles("minimizer.point", minimizer.point()));
        tensors.add(doubles("minimizer.gradient", minimizer.gradient()));
        for (int i = 0; i < minimizer.moves().size(); i++) {
            tensors.add(doubles("minimizer.moves." + i, minimizer.moves().get(i)));
            tensors.add(doubles(
                    "minimizer.changes." + i, minimizer.gradientChanges().get(i)));
        }
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("kind", KIND);
        texts.put("step", Long.toString(state.step()));
        texts.put("optimizer", Integer.toString(state.optimizerState().length));
        texts.put("plateau.best", Double.toString(state.plateau().best()));
        texts.put("plateau.epochsSince", Integer.toString(state.plateau().epochsSince()));
        texts.put("plateau.reductions", Integer.toString(state.plateau().reductions()));
        texts.put("sums.loss", Double.toString(state.sums().lossSum()));
        texts.put("sums.weight", Double.toString(state.sums().weightSum()));
        texts.put("sums.rows", Long.toString(state.sums().rows()));
        texts.put("sums.learningRate", Double.toString(state.sums().learningRate()));
        texts.put("sums.gradientNorm", Double.toString(state.sums().gradientNorm()));
        state.best().ifPresent(best -> {
            texts.put("best.epoch", Integer.toString(best.epoch()));
            texts.put("best.value", Double.toString(best.value()));
            texts.put("best.epochsSince", Integer.toString(best.epochsSince()));
        });
        state.minimizer().ifPresent(minimizer -> {
            texts.put("minimizer.value", Double.toString(minimizer.value()));
            texts.put("minimizer.moves", Integer.toString(minimizer.moves().size()));
            texts.put("minimizer.finished", Boolean.toString(minimizer.finished()));
        });
        identity.forEach((key, value) -> texts.put(IDENTITY + key, value));
        texts.put("history.bytes", Long.toString(history.bytes()));
        texts.put("history.sha256", history.sha256());
        texts.put("history.rest", history.rest());
        return texts;
    }

    /** @throws FormatException if the file is not a checkpoint, or has another number of parameters */
    public static Checkpoint of(SafeTensors file, int parameters) {
        Texts texts = new Texts(file.metadata());
        if (!texts.is("kind", KIND_1)) {
            texts.require("kind", KIND);
        }
        Vectors vectors = new Vectors(file, parameters);
        float[][] optimizer = new float[vectors.count(texts, "optimizer")][];
        for (int i = 0; i < optimizer.length; i++) {
            optimizer[i] = vectors.floats("optimizer." + i);
        }
        TrainingState state = new TrainingState(
                texts.whole("step"),
                vectors.floats("parameters"),
                optimizer,
                texts.has("best.epoch") ? Optional.of(best(texts, vectors)) : Optional.empty(),
                new TrainingState.Plateau(
                        texts.number("plateau.best"),
                        texts.count("plateau.epochsSince"),
                        texts.count("plateau.reductions")),
                texts.has("minimizer.value") ? Optional.of(minimizer(texts, vectors)) : Optional.empty(),
                new EpochSums(
                        texts.number("sums.loss"),
                        texts.number("sums.weight"),
                        texts.whole("sums.rows"),
                        texts.number("sums.learningRate"),
                        texts.number("sums.gradientNorm")));
        return new Checkpoint(state, texts.under(IDENTITY), History.of(texts));
    }

    private static TrainingState.Best best(Texts texts, Vectors vectors) {
        return new TrainingState.Best(
                texts.count("best.epoch"),
                texts.number("best.value"),
                texts.count("best.epochsSince"),
                vectors.floats("best"));
    }

    private static MinimizerState minimizer(Texts texts, Vectors vectors) {
        List<double[]> moves = new ArrayList<>();
        List<double[]> changes = new ArrayList<>();
        int remembered = vectors.count(texts, "minimizer.moves");
        for (int i = 0; i < remembered; i++) {
            moves.add(vectors.doubles("minimizer.moves." + i));
            changes.add(vectors.doubles("minimizer.changes." + i));
        }
        return new MinimizerState(
                vectors.doubles("minimizer.point"),
                texts.number("minimizer.value"),
                vectors.doubles("minimizer.gradient"),
                moves,
                changes,
                Boolean.parseBoolean(texts.text("minimizer.finished")));
    }

    private static Tensor floats(String name, float[] values) {
        return new Tensor.Floats(name, List.of((long) values.length), FloatBuffer.wrap(values));
    }

    private static Tensor doubles(String name, double[] values) {
        return new Tensor.Doubles(name, List.of((long) values.length), DoubleBuffer.wrap(values));
    }
}
