package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release has, installed into an empty folder as the documentation says. */
@Tag("full")
class ReleaseIT {

    @TempDir
    Path temporary;

    @Test
    void archiveJarPackageAndWheelGiveTheSameWeights() throws IOException, InterruptedException {
        Path folder = temporary.resolve("release");
        Script.Result result = Script.run(
                Map.of("SPARK_HOME", System.getProperty("lockstep.sparkHome")),
                List.of(Project.path("src", "build", "try-release.sh").toString(), folder.toString()),
                temporary);
        assertEquals(0, result.code(), () -> result + log(folder));
        Map<String, String> weights = new java.util.TreeMap<>();
        result.out().lines().map(line -> line.split(" ")).forEach(words -> weights.put(words[0], words[1]));
        assertEquals(List.of("archive", "jar", "packages", "wheel"), List.copyOf(weights.keySet()));
        assertEquals(1, Map.copyOf(weights).values().stream().distinct().count(), weights::toString);
        assertTrue(weights.get("jar").matches("[0-9a-f]{64}"), weights::toString);
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
