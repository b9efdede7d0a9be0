package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochSums;
import dev.lockstep.training.MinimizerState;
import dev.lockstep.training.TrainingState;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final int PARAMETERS = 3;
    private static final long LITTLE_MEMORY = 32 << 20;
    private static final TrainingState.Plateau UNSEEN = new TrainingState.Plateau(Double.POSITIVE_INFINITY, 0, 0);
    private static final EpochSums SUMS = new EpochSums(0.1, 1e300, 3_000_000_000L, Double.MIN_VALUE, 1 / 3.0);

    static Stream<TrainingState> states() {
        float[] parameters = {1.5f, -0f, Float.MIN_VALUE};
        float[][] adam = {{0.1f, 0.2f, 0.3f}, {Float.MAX_VALUE, 1e-30f, 0f}};
        Optional<TrainingState.Best> best =
                Optional.of(new TrainingState.Best(4, Double.NaN, 2, new float[] {7, Float.NaN, 9}));
        TrainingState.Plateau plateau = new TrainingState.Plateau(Double.NEGATIVE_INFINITY, 3, 11);
        return Stream.of(
                new TrainingState(
                        0,
                        parameters,
                        new float[0][],
                        Optional.empty(),
                        UNSEEN,
                        Optional.empty(),
                        new EpochSums(0, 0, 0, 0, 0)),
                new TrainingState(123_456_789_012L, parameters, adam, best, plateau, Optional.empty(), SUMS),
                new TrainingState(7, parameters, new float[0][], best, UNSEEN, Optional.of(minimizer(2, false)), SUMS),
                new TrainingState(
                        8,
                        parameters,
                        new float[0][],
                        Optional.empty(),
                        UNSEEN,
                        Optional.of(minimizer(0, true)),
                        SUMS));
    }

    private static MinimizerState minimizer(int moves, boolean finished) {
        double[][] vectors = {{0.1, -0.0, 1e-300}, {3, Double.MAX_VALUE, 5}, {6, 7, 8}, {9, 10, 11}};
        return new MinimizerState(
                vectors[0],
                -0.0,
                vectors[1],
                List.of(vectors[2], vectors[1]).subList(0, moves),
                List.of(vectors[3], vectors[0]).subList(0, moves),
                finished);
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyFieldComesBackTheSame(TrainingState state) {
        Map<String, String> identity = Map.of("plan.seed", "1", "plan.ä\"\n", "\uD83D\uDE00", "data", "");
        Checkpoint saved = new Checkpoint(
                state,
                identity,
                new Checkpoint.History(5_000_000_000L, "ab12", "{\"epoch\": 1}\nzwei \u2028 \"Zeilen\"\\\r\n\u0000"));
        Checkpoint back = Checkpoint.of(SafeTensors.read(saved.tensors().toBytes()), PARAMETERS);
        assertEquals(RecordValues.of(saved), RecordValues.of(back));
    }

    @Test
    void theStatesOfAllMembersComeBack() {
        Checkpoint saved = new Checkpoint(
                new EnsembleState(states().toList()), Map.of("data", "1"), Checkpoint.History.of("{}\n"));
        Checkpoint back = Checkpoint.of(SafeTensors.read(saved.tensors().toBytes()), PARAMETERS);
        assertEquals(RecordValues.of(saved), RecordValues.of(back));
        assertEquals(123_456_789_012L, back.state().step());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "2147483647"})
    void anEnsembleOfAnotherSizeIsRefused(String members) {
        SafeTensors file =
                new Checkpoint(new EnsembleState(states().toList()), Map.of(), Checkpoint.History.of("")).tensors();
        Map<String, String> texts = new LinkedHashMap<>(file.metadata());
        texts.put("members", members);
        assertRefusedWithLittleMemory(() -> Checkpoint.of(new SafeTensors(file.tensors(), texts), PARAMETERS));
    }

    @Test
    void theComparisonOfTheseTestsSeesEveryBit() {
        List<TrainingState> states = states().toList();
        assertFalse(RecordValues.of(states.get(2)).equals(RecordValues.of(states.get(3))));
        assertFalse(RecordValues.of(new float[] {0f}).equals(RecordValues.of(new float[] {-0f})));
        assertEquals(RecordValues.of(new double[] {Double.NaN}), RecordValues.of(new double[] {Double.NaN}));
    }

    @Test
    void anotherNetworksCheckpointIsRefused() {
        SafeTensors file = new Checkpoint(states().toList().get(1), Map.of(), Checkpoint.History.of("")).tensors();
        FormatException refusal = assertThrows(FormatException.class, () -> Checkpoint.of(file, PARAMETERS + 1));
        assertEquals("tensor optimizer.0 must be F32 [4] but is F32 [3]", refusal.getMessage());
    }

    @Test
    void everyTextAndEveryTensorIsNeeded() {
        states().forEach(state -> {
            SafeTensors file = new Checkpoint(state, Map.of(), Checkpoint.History.of("")).tensors();
            for (String name : file.metadata().keySet()) {
                Map<String, String> fewer = new LinkedHashMap<>(file.metadata());
                fewer.remove(name);
                boolean begins = name.equals("best.epoch") || name.equals("minimizer.value");
                if (!begins) {
                    assertRefused(new SafeTensors(file.tensors(), fewer));
                }
            }
            for (Tensor tensor : file.tensors()) {
                List<Tensor> fewer =
                        file.tensors().stream().filter(one -> one != tensor).toList();
                assertRefused(new SafeTensors(fewer, file.metadata()));
            }
        });
    }

    private static void assertRefused(SafeTensors file) {
        assertThrows(FormatException.class, () -> Checkpoint.of(file, PARAMETERS));
    }

    @ParameterizedTest
    @CsvSource({
        "optimizer, 2147483647",
        "optimizer, 3",
        "minimizer.moves, 2147483647",
        "minimizer.moves, -1",
        "step, -1",
        "step, 9223372036854775808",
        "step, 1.0",
        "plateau.best, much",
        "kind, lockstep checkpoint 3"
    })
    void aForgedNumberIsRefusedBeforeAnythingIsMadeOfIt(String name, String forged) {
        SafeTensors file = new Checkpoint(states().toList().get(2), Map.of(), Checkpoint.History.of("")).tensors();
        Map<String, String> texts = new LinkedHashMap<>(file.metadata());
        texts.put(name, forged);
        assertRefusedWithLittleMemory(() -> Checkpoint.of(new SafeTensors(file.tensors(), texts), PARAMETERS));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 500_000_000, 2_147_483_647, 2_147_483_648L, 1L << 40, Long.MAX_VALUE})
    void aForgedLengthIsRefusedBeforeAnythingIsMadeOfIt(long length) {
        String header =
                "{\"a\":{\"dtype\":\"F64\",\"shape\":[" + length + "],\"data_offsets\":[0," + 8 * length + "]}}";
        byte[] file = new byte[8 + header.length()];
        System.arraycopy(header.getBytes(StandardCharsets.UTF_8), 0, file, 8, header.length());
        file[0] = (byte) header.length();
        assertRefusedWithLittleMemory(() -> SafeTensors.read(file));
        file[2] = (byte) 200;
        assertRefusedWithLittleMemory(() -> SafeTensors.read(file));
    }

    private static void assertRefusedWithLittleMemory(Runnable reading) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThrows(FormatException.class, reading::run);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < LITTLE_MEMORY, allocated + " bytes allocated");
    }
}
