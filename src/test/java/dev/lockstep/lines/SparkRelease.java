package dev.lockstep.lines;

import dev.lockstep.testing.Maven;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A released Spark of every line but that of the build, as it is on Maven Central. */
enum SparkRelease {
    SPARK_3_5("3.5.9", "2.12.18", "2.0.7"),
    SPARK_4_0("4.0.1", "2.13.16", "2.0.16"),
    SPARK_4_1("4.1.0", "2.13.17", "2.0.17");

    private static final Path POM = Project.path("src", "lines", "pom.xml");

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
        Maven.fetch(
                POM,
                home,
                Map.of(
                        "spark.version", version,
                        "scala.version", scala,
                        "scala.binary.version", scala.substring(0, scala.lastIndexOf('.')),
                        "slf4j.version", slf4j));
        return home;
    }
}
