package dev.lockstep.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Failure;
import dev.lockstep.tracking.EpochScalars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilesTest {

    private static final String RUN = "0b8f2f6e-2c5e-4f0e-9d3b-1d6a1c5f7a10";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void heal() {
        FaultyFiles.disk();
    }

    private RunFiles files(String scheme) throws IOException {
        Configuration configuration = FaultyFiles.configuration();
        configuration.set("fs.file.impl", LocalFileSystem.class.getName());
        return new RunFiles(scheme + ":" + folder, configuration);
    }

    private EventFiles events(String scheme) throws IOException {
        return new EventFiles(files(scheme), RUN, warnings::add);
    }

    private static EpochScalars epoch(long step) {
        return new EpochScalars(step, Map.of("train/loss", 1.0 / step));
    }

    private static List<EpochScalars> epochs(long... steps) {
        return LongStream.of(steps).mapToObj(EventFilesTest::epoch).toList();
    }

    private List<Path> found() throws IOException {
        return ShownEvents.files(folder);
    }

    private List<String> shown() throws IOException {
        return ShownEvents.of(folder);
    }

    private static List<String> scalars(long... steps) {
        return LongStream.of(steps).mapToObj(step -> step + " scalars").toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "faulty", "store"})
    void aRunHasItsEpochs(String scheme) throws IOException {
        EventFiles events = events(scheme);
        events.begin(List.of());
        epochs(10, 20, 30).forEach(events::add);
        events.finish();
        assertEquals(scalars(10, 20, 30), shown());
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "faulty"})
    void eventsAreAppendedToOneFile(String scheme) throws IOException {
        EventFiles events = events(scheme);
        events.begin(List.of());
        for (int i = 1; i < 50; i++) {
            events.add(epoch(i));
        }
        events.finish();
        assertEquals(1, found().size());
        assertEquals(49, shown().size());
    }

    @Test
    void withoutAppendFilesAreFew() throws IOException {
        EventFiles events = events("store");
        events.begin(List.of());
        for (int i = 1; i < 5000; i++) {
            events.add(epoch(i));
        }
        events.finish();
        assertEquals(4999, shown().size());
        assertTrue(found().size() < 200, found().size() + " files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "faulty", "store"})
    void aResumedRunHasEveryEpochOnceAndWhatItHadBefore(String scheme) throws IOException {
        EventFiles first = events(scheme);
        first.begin(List.of());
        epochs(10, 20, 30).forEach(first::add);
        first.add(20, Map.of("layers.0/weight", Histogram.of(List.of(new float[] {1, 2}), 0, 2)));
        first.finish();
        // The checkpoint is that of step 20; of step 10 the history has a line, but nothing else may be lost.
        EventFiles second = events(scheme);
        second.begin(epochs(10, 20));
        assertEquals(List.of("10 scalars", "20 scalars", "20 histograms"), shown());
        epochs(30, 40).forEach(second::add);
        second.finish();
        assertEquals(List.of("10 scalars", "20 scalars", "20 histograms", "30 scalars", "40 scalars"), shown());
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "store"})
    void whatAKilledRunLostIsTakenFromItsHistory(String scheme) throws IOException {
        EventFiles first = events(scheme);
        first.begin(List.of());
        epochs(10, 20).forEach(first::add);
        first.finish();
        Path last = found().get(found().size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(bytes, bytes.length - 3));
        EventFiles second = events(scheme);
        second.begin(epochs(10, 20, 30));
        second.finish();
        assertEquals(scalars(10, 20, 30), shown());
        assertEquals(1, found().size());
    }

    @Test
    void aRunThatStartsAgainShowsNothingOfBefore() throws IOException {
        EventFiles first = events("file");
        first.begin(List.of());
        epochs(10, 20).forEach(first::add);
        first.finish();
        events("file").begin(List.of());
        assertEquals(List.of(), shown());
    }

    @Test
    void othersFilesAreKeptAndOursRemoved() throws IOException {
        Files.createDirectories(folder.resolve("tensorboard"));
        Path mine = Files.writeString(folder.resolve("tensorboard/events.out.tfevents.1764339000.host"), "mine");
        EventFiles events = events("file");
        events.begin(List.of());
        events.add(epoch(1));
        events.finish();
        EventFiles.removeFrom(files("file"));
        assertEquals(List.of(mine), found());
        Files.delete(mine);
        events("file").begin(List.of());
        EventFiles.removeFrom(files("file"));
        assertTrue(Files.notExists(folder.resolve("tensorboard")));
    }

    @Test
    void nothingIsWrittenBehindALink() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("tensorboard"), elsewhere);
        EventFiles events = events("file");
        events.begin(List.of());
        events.add(epoch(1));
        events.finish();
        assertEquals(List.of(), found());
        assertEquals(1, warnings.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty", "store"})
    void aDiskThatFailsAtAnyTimeIsOneWarningAndEveryEpochComesBack(String scheme) throws IOException {
        for (Failure failure : Failure.values()) {
            boolean failed = true;
            for (int operation = 0; failed; operation++) {
                warnings.clear();
                EventFiles.removeFrom(files(scheme));
                EventFiles before = events(scheme);
                before.begin(List.of());
                epochs(1, 2).forEach(before::add);
                before.finish();
                FaultyFiles.disk().failAt(operation, failure);
                EventFiles events = events(scheme);
                events.begin(epochs(1, 2));
                events.add(epoch(3));
                events.finish();
                failed = FaultyFiles.disk().isDead() || !warnings.isEmpty();
                FaultyFiles.disk().heal();
                assertTrue(warnings.size() <= 1, warnings.toString());
                EventFiles after = events(scheme);
                after.begin(epochs(1, 2, 3));
                after.add(epoch(4));
                after.finish();
                assertEquals(scalars(1, 2, 3, 4), shown(), failure + " at operation " + operation);
            }
        }
    }
}
