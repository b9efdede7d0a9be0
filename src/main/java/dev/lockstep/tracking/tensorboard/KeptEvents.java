package dev.lockstep.tracking.tensorboard;

import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.tracking.EpochScalars;
import dev.lockstep.tracking.tensorboard.Events.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The events of earlier attempts that a resumed run keeps: those of the epochs before its checkpoint. */
final class KeptEvents {

    private record Event(long step, Kind kind, byte[] data) {}

    private final long lastStep;
    private final List<Event> events = new ArrayList<>();

    /** @param lastStep later events belong to epochs that are repeated */
    KeptEvents(long lastStep) {
        this.lastStep = lastStep;
    }

    /** Reads a file up to its end, or to where it is damaged, as that of a killed process may be. */
    void read(RunFiles files, String name) throws IOException {
        try (InputStream in = new BufferedInputStream(files.open(name))) {
            for (Optional<byte[]> data = Records.next(in); data.isPresent(); data = Records.next(in)) {
                add(data.get());
            }
        }
    }

    private void add(byte[] data) throws IOException {
        Events.Read event = Events.read(data);
        switch (event.kind()) {
            case START -> events.removeIf(earlier -> earlier.step() >= event.step());
            case SCALARS, HISTOGRAMS -> {
                if (event.step() <= lastStep) {
                    events.add(new Event(event.step(), event.kind(), data));
                }
            }
            default -> {
                // The first event of a file; the new file has its own.
            }
        }
    }

    /** The events in the order of their steps, with the scalars of epochs that they lack. */
    List<byte[]> with(List<EpochScalars> history, double wallTime) {
        Set<Long> there = new HashSet<>();
        events.stream().filter(event -> event.kind() == Kind.SCALARS).forEach(event -> there.add(event.step()));
        Stream<Event> lacking = history.stream()
                .filter(epoch -> !there.contains(epoch.step()))
                .map(epoch ->
                        new Event(epoch.step(), Kind.SCALARS, Events.scalars(wallTime, epoch.step(), epoch.values())));
        return Stream.concat(events.stream(), lacking)
                .sorted(Comparator.comparingLong(Event::step))
                .map(Event::data)
                .toList();
    }
}
