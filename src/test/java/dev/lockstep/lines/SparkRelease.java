package dev.lockstep.lines;

import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A released Spark of every line but that of the build, as it is on Maven Central. */
enum SparkRelease {
    SPARK_3_5("3.5.9", "2.12.18", "2.0.7"),
    SPARK_4_0("4.0.1", "2.13.16", "2.0.16"),
    SPARK_4_1("4.1.0", "2.13.17", "2.0.17");

    private static final Path POM = Project.path("src", "lines", "pom.xml");
    private static final int MINUTES_UNTIL_IT_HANGS = 15;

    private final String version;
    private final String scala;
    private final String slf4j;

    SparkRelease(String version, String scala, String slf4j) {
        this.version = version;
        this.scala = scala;
        this.slf4j = slf4j;
    }

    String version() {
        return version;
    }

    /** Its folder, laid out as a distribution; fetched once. */
    Path home() throws IOException, InterruptedException {
        Path home = Project.path("target", "lines", version);
        Path complete = home.resolve("RELEASE");
        if (!Files.exists(complete)
                || Files.getLastModifiedTime(complete).compareTo(Files.getLastModifiedTime(POM)) < 0) {
            fetch(home);
            Files.writeString(complete, "Spark " + version + " (Scala " + scala + "), from Maven Central\n");
        }
        return home;
    }

    private void fetch(Path home) throws IOException, InterruptedException {
        Path log = Files.createDirectories(home).resolve("fetch.log");
        Process fetch = new ProcessBuilder(List.of(
                        "mvn",
                        "-q",
                        "-B",
                        "-ntp",
                        "-f",
                        POM.toString(),
                        "-Dspark.version=" + version,
                        "-Dscala.version=" + scala,
                        "-Dscala.binary.version=" + scala.substring(0, scala.lastIndexOf('.')),
                        "-Dslf4j.version=" + slf4j,
                        "process-resources"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!fetch.waitFor(MINUTES_UNTIL_IT_HANGS, TimeUnit.MINUTES) || fetch.exitValue() != 0) {
            fetch.destroyForcibly();
            throw new IllegalStateException("Spark " + version + " cannot be fetched: " + Files.readString(log));
        }
    }
}
