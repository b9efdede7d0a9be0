package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** The JVMs of the tests have the options that {@code spark-submit} gives to drivers. */
class JvmOptionsTest {

    @Test
    void everyOptionOfSparkSubmitIsInTheFile() throws IOException {
        List<String> lines = Files.readAllLines(Project.path("src", "test", "jvm.options"));
        assertEquals(
                List.of(),
                Stream.of(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> !lines.contains(option))
                        .toList());
    }
}
