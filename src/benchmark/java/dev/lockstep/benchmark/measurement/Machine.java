package dev.lockstep.benchmark.measurement;

import dev.lockstep.math.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine and the versions that figures come from. */
public final class Machine {

    private Machine() {}

    public static Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        description.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        description.put("processor", field("/proc/cpuinfo", "model name"));
        description.put("memory", field("/proc/meminfo", "MemTotal"));
        description.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        description.put("java", System.getProperty("java.vm.version"));
        description.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        description.put("blas", Backend.AUTO.description());
        return description;
    }

    /** A value in one of Linux's files of {@code name: value} lines. */
    private static String field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
