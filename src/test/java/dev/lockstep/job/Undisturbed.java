package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** The runs that nothing disturbed, in this process: what all others are compared with, each made once. */
public final class Undisturbed {

    /** Where plans, rows and these runs are. */
    public static final Path FOLDER = emptied(Project.ownFolder("undisturbed"));

    private static final Map<SmallPlans, RunFolder> RUNS = new EnumMap<>(SmallPlans.class);

    private Undisturbed() {}

    /** The run of a plan, which nobody changes. */
    public static synchronized RunFolder of(SmallPlans plan) throws IOException {
        RunFolder known = RUNS.get(plan);
        if (known != null) {
            return known;
        }
        RunFolder output = new RunFolder(FOLDER.resolve(plan.name()));
        Path file = plan.write(FOLDER, output.path().toString());
        Script.Result result = InProcess.run("train", file.toString());
        assertEquals(0, result.code(), result::toString);
        RUNS.put(plan, output);
        return output;
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
