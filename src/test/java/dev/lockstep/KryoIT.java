package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.KryoCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every class that commands send is registered with Kryo. */
@Tag("full")
class KryoIT {

    @TempDir
    private static Path folder;

    @Test
    void commandsRunWhereEveryClassMustBeRegistered() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlockstep.basedir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                KryoCommands.class.getName(),
                folder.toString()));
        Path console = folder.resolve("console");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> text(console));
        String text = text(console);
        assertTrue(text.contains("dev.lockstep.estimator.LockstepKryoRegistrator\n"), text);
        assertFalse(text.contains("cannot be made"), text);
        assertTrue(text.contains("redacts (?i)secret|password|passwd|passphrase|credential|token|"), text);
        List<String> codes =
                text.lines().filter(line -> line.startsWith("code of ")).toList();
        assertEquals(7 + 4 * 2 + 2, codes.size(), text);
        assertEquals(
                List.of("code of classes train: 3", "code of classes predict: 3"),
                codes.stream().filter(line -> !line.endsWith(": 0")).toList(),
                text);
    }

    private static String text(Path console) {
        try {
            return Files.readString(console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
