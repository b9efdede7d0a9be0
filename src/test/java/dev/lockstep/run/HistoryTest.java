package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.EpochSums;
import dev.lockstep.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a run's history, and what checkpoints keep of it. */
class HistoryTest {

    /** The most characters that Jackson reads of a text unless told otherwise. */
    private static final int USUAL_LIMIT = 20_000_000;

    private static final TrainingState STATE = new TrainingState(
            1,
            new float[] {1},
            new float[0][],
            Optional.empty(),
            new TrainingState.Plateau(0, 0, 0),
            Optional.empty(),
            new EpochSums(0, 0, 0, 0, 0));

    @TempDir
    private Path run;

    private final List<String> warnings = new ArrayList<>();

    private final FaultyFiles.Disk disk = FaultyFiles.disk();

    private History history(String scheme) throws IOException {
        return new History(new RunFiles(scheme + ":" + run, FaultyFiles.configuration()), warnings::add);
    }

    /** Trains an epoch whose line is appended by half if the files are faulty. */
    private void trainFirst(History history, int number, String scheme) {
        if (scheme.equals("faulty")) {
            disk.fillAt("history.jsonl");
        }
        train(history, number, number);
        disk.heal();
    }

    private static Checkpoint.History nothing() {
        return Checkpoint.History.of("");
    }

    private static EpochReport epoch(int number) {
        return new EpochReport(number, 10L * number, 0.5 / number, Map.of(), 0.1, 1, 100, Map.of());
    }

    private static void train(History history, int from, int to) {
        for (int number = from; number <= to; number++) {
            history.epochEnded(epoch(number));
            history.reached(EnsembleState.of(STATE));
        }
    }

    private static String lines(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> HistoryLines.line(epoch(number)) + "\n")
                .collect(Collectors.joining());
    }

    private Path file() {
        return run.resolve("history.jsonl");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    @Test
    void everyLineIsInTheFileWhenItsEpochEnds() throws IOException {
        History history = history("file");
        history.goOn(nothing());
        assertEquals("", text());
        for (int number = 1; number <= 3; number++) {
            train(history, number, number);
            assertEquals(lines(1, number), text());
        }
        assertEquals("", history.saved().rest());
        assertEquals(text().length(), history.saved().bytes());
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "store", "faulty"})
    void epochsAfterTheCheckpointAreCutOffAndTrainedAgain(String scheme) throws IOException {
        History history = history(scheme);
        history.goOn(nothing());
        trainFirst(history, 1, scheme);
        train(history, 2, 3);
        Checkpoint.History saved = history.saved();
        train(history, 4, 5);
        Files.writeString(file(), "{\"epoch\": 6, \"half\": ", StandardOpenOption.APPEND);

        History next = history(scheme);
        next.goOn(saved);
        assertEquals(lines(1, 3), text());
        trainFirst(next, 4, scheme);
        train(next, 5, 6);
        next.finish();
        assertEquals(lines(1, 6), text());
        next.finish();
        assertEquals(lines(1, 6), text());
    }

    /** Where files cannot be appended to, checkpoints keep the lines until there are enough for a new file. */
    @ParameterizedTest
    @CsvSource({"store, 0", "faulty, 1"})
    void linesThatTheFileDoesNotTakeAreKeptInCheckpoints(String scheme, int warned) throws IOException {
        History history = history(scheme);
        history.goOn(nothing());
        trainFirst(history, 1, scheme);
        int epochs = 5_000;
        long most = 0;
        for (int number = 2; number <= epochs; number++) {
            train(history, number, number);
            Checkpoint.History saved = history.saved();
            most = Math.max(most, saved.rest().length());
            assertTrue(saved.bytes() + saved.rest().length() > number * 50L);
        }
        assertTrue(most > 1 << 16 && most < 1 << 17, most + " characters");
        assertEquals(warned, warnings.size(), warnings::toString);
        Checkpoint.History saved = history.saved();
        assertTrue(saved.bytes() > 0 && !saved.rest().isEmpty());
        history(scheme).goOn(saved);
        assertEquals(lines(1, epochs), text());
    }

    @Test
    void aFullDiskIsToldOnceAndEndsTrainingOnlyWhenCheckpointsWouldBeTooLong() throws IOException {
        History history = history("faulty");
        history.goOn(nothing());
        disk.fillAt("history.jsonl");
        EnvironmentException full = assertThrows(EnvironmentException.class, () -> train(history, 1, 100_000));
        assertEquals(
                "history.jsonl cannot be written: No space left on device. Free some space, and the same command"
                        + " resumes from the newest checkpoint",
                full.getMessage());
        assertEquals(
                List.of("history.jsonl cannot be written: No space left on device; checkpoints keep its lines,"
                        + " and training continues"),
                warnings);
        assertThrows(EnvironmentException.class, history::finish);
        disk.heal();
        history.finish();
        assertTrue(text().startsWith(lines(1, 1_000)));
        assertEquals(text().length(), history.saved().bytes());
    }

    @ParameterizedTest
    @CsvSource({"cut, 1", "cut within a line, 1", "gone, 0", "edited, 3"})
    void aFileThatSomebodyChangedIsNamedAndTrainingGoesOn(String how, int left) throws IOException {
        History history = history("file");
        history.goOn(nothing());
        train(history, 1, 3);
        switch (how) {
            case "cut" -> Files.writeString(file(), lines(1, 1));
            case "cut within a line" ->
                Files.writeString(file(), lines(1, 2).substring(0, lines(1, 2).length() - 1));
            case "gone" -> Files.delete(file());
            default -> Files.writeString(file(), text().replace("\"epoch\":2", "\"epoch\":7"));
        }
        String kept = text(how, left);
        History next = history("file");
        next.goOn(history.saved());
        assertEquals(
                List.of("history.jsonl was changed since the checkpoint: of its "
                        + lines(1, 3).length() + " bytes then, " + kept.length()
                        + " are kept, and training continues"),
                warnings);
        train(next, 4, 4);
        assertEquals(kept + lines(4, 4), text());
    }

    private String text(String how, int lines) throws IOException {
        return how.equals("gone")
                ? ""
                : text().lines().limit(lines).map(line -> line + "\n").collect(Collectors.joining());
    }

    /** A checkpoint of before has all lines in itself, and may have so many that others would not read them. */
    @Test
    void aCheckpointWithAVeryLongHistoryInItIsRead() throws IOException {
        String lines = "{\"epoch\": 1}\n".repeat(USUAL_LIMIT / 10);
        assertTrue(lines.length() > USUAL_LIMIT);
        Checkpoint saved = new Checkpoint(STATE, Map.of(), Checkpoint.History.of(lines));
        Checkpoint back = Checkpoint.of(SafeTensors.read(saved.tensors().toBytes()), STATE.parameters().length);
        history("file").goOn(back.history());
        assertEquals(lines, text());
    }

    @Test
    void aHistoryOfAnyLengthIsGoneOnWith() throws IOException {
        String lines = "{\"epoch\": 1}\n".repeat(USUAL_LIMIT / 10);
        history("file").goOn(Checkpoint.History.of(lines));
        History history = history("file");
        history.goOn(Checkpoint.History.of(lines));
        train(history, 2, 2);
        Checkpoint.History saved = history.saved();
        assertEquals("", saved.rest());
        train(history, 3, 3);
        history("file").goOn(saved);
        assertEquals(lines + lines(2, 2), text());
        assertEquals(List.of(), warnings);
    }
}
