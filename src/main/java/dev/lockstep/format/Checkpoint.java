package dev.lockstep.format;

import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.TrainingState;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a training as a safetensors file: vectors as tensors, everything else as metadata.
 *
 * @param identity what must be equal to resume: parts of the plan, the data, the arithmetic
 */
public record Checkpoint(EnsembleState state, Map<String, String> identity, History history) {

    private static final String KIND = "lockstep checkpoint 2";
    /** Contains the lines of all epochs. */
    private static final String KIND_1 = "lockstep checkpoint 1";
    /** Of several networks. */
    private static final String KIND_3 = "lockstep checkpoint 3";

    private static final String MEMBERS = "members";
    private static final String IDENTITY = "identity.";

    /** Of a single network. */
    public Checkpoint(TrainingState state, Map<String, String> identity, History history) {
        this(EnsembleState.of(state), identity, history);
    }

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

    /** Views of the states' arrays: write them before training continues. */
    public SafeTensors tensors() {
        List<Tensor> tensors = new ArrayList<>();
        Map<String, String> texts = new LinkedHashMap<>();
        int members = state.members().size();
        texts.put("kind", members == 1 ? KIND : KIND_3);
        if (members > 1) {
            texts.put(MEMBERS, Integer.toString(members));
        }
        for (int i = 0; i < members; i++) {
            StateTensors.write(state.members().get(i), prefix(i, members), tensors, texts);
        }
        identity.forEach((key, value) -> texts.put(IDENTITY + key, value));
        texts.put("history.bytes", Long.toString(history.bytes()));
        texts.put("history.sha256", history.sha256());
        texts.put("history.rest", history.rest());
        return new SafeTensors(tensors, texts);
    }

    /** @throws FormatException if the file is not a checkpoint, or has another number of parameters */
    public static Checkpoint of(SafeTensors file, int parameters) {
        Texts texts = new Texts(file.metadata());
        if (!texts.is("kind", KIND_1) && !texts.is("kind", KIND_3)) {
            texts.require("kind", KIND);
        }
        Vectors vectors = new Vectors(file, parameters);
        int members = texts.is("kind", KIND_3) ? vectors.count(texts, MEMBERS) : 1;
        if (texts.is("kind", KIND_3) && members < 2) {
            throw new FormatException(MEMBERS + " must be 2 or more but is " + members);
        }
        List<TrainingState> states = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            states.add(new StateTensors(texts, vectors, prefix(i, members)).state());
        }
        return new Checkpoint(new EnsembleState(states), texts.under(IDENTITY), History.of(texts));
    }

    private static String prefix(int member, int members) {
        return members == 1 ? "" : MEMBERS + "." + member + ".";
    }
}
