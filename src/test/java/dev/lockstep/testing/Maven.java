package dev.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What some tests run on, fetched by a POM that is not part of the build. */
public final class Maven {

    private static final String COMPLETE = "RELEASE";
    private static final int MINUTES_UNTIL_IT_HANGS = 15;

    private Maven() {}

    /**
     * Fetches once, and again if the POM has changed or the properties.
     *
     * @param folder that the POM puts jars into, and this a file that names them
     */
    public static void fetch(Path pom, Path folder, Map<String, String> properties)
            throws IOException, InterruptedException {
        Path complete = folder.resolve(COMPLETE);
        String release = "From Maven Central: " + new java.util.TreeMap<>(properties) + "\n";
        if (Files.exists(complete)
                && Files.readString(complete).equals(release)
                && Files.getLastModifiedTime(complete).compareTo(Files.getLastModifiedTime(pom)) >= 0) {
            return;
        }
        Path log = Files.createDirectories(folder).resolve("fetch.log");
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", "-ntp", "-f", pom.toString()));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("process-resources");
        Process fetch = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!fetch.waitFor(MINUTES_UNTIL_IT_HANGS, TimeUnit.MINUTES) || fetch.exitValue() != 0) {
            fetch.destroyForcibly();
            throw new IllegalStateException(folder + " cannot be fetched: " + Files.readString(log));
        }
        Files.writeString(complete, release);
    }
}
