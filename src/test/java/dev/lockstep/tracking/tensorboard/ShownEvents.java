package dev.lockstep.tracking.tensorboard;

import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** What TensorBoard shows of a run's event files: after a start, later events of earlier files do not count. */
public final class ShownEvents {

    private ShownEvents() {}

    /** The event files of a run, in order; none if it has no folder for them. */
    public static List<Path> files(Path run) throws IOException {
        Path folder = run.resolve(EventFiles.FOLDER);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    /** Each event as its step and its kind, such as {@code 23 scalars}. */
    public static List<String> of(Path run) throws IOException {
        KeptEvents events = new KeptEvents(Long.MAX_VALUE);
        for (Path file : files(run)) {
            events.read(
                    new RunFiles(run.toString(), new Configuration(false)),
                    EventFiles.FOLDER + "/" + file.getFileName());
        }
        List<String> shown = new ArrayList<>();
        for (byte[] data : events.with(List.of(), 0)) {
            Events.Read event = Events.read(data);
            shown.add(event.step() + " " + event.kind().name().toLowerCase(Locale.ROOT));
        }
        return shown;
    }
}
