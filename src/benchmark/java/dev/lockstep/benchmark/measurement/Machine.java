package dev.lockstep.benchmark.measurement;

import dev.lockstep.math.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The machine and the versions that figures come from. */
public final class Machine {

    private Machine() {}

    public static Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        description.put("processor", field("/proc/cpuinfo", "model name"));
        description.put("family", family());
        description.put("vectors", Vectors.ofThisMachine().toString());
        description.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        description.put("memory", memory());
        description.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        description.put("java", System.getProperty("java.vm.version"));
        description.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        description.put("blas", Backend.AUTO.description());
        description.put("load", load());
        return description;
    }

    /** The description in a sentence. */
    public static String sentence(Map<String, String> description) {
        return String.format(
                Locale.ROOT,
                "Measured on %s cores of %s (family %s, %s), %s, %s, Java %s, Spark %s, %s, at %s; load before: %s.",
                description.get("cores"),
                description.get("processor"),
                description.get("family"),
                description.get("vectors"),
                description.get("memory"),
                description.get("system"),
                description.get("java"),
                description.get("spark"),
                description.get("blas"),
                description.get("date"),
                description.get("load"));
    }

    /** The widest vectors of the processor that matrix products can use. */
    public enum Vectors {
        AVX_512("AVX-512", " avx512f "),
        AVX2("AVX2", " avx2 "),
        AVX("AVX", " avx "),
        OTHER("no AVX", "");

        private final String name;
        private final String flag;

        Vectors(String name, String flag) {
            this.name = name;
            this.flag = flag;
        }

        public static Vectors ofThisMachine() {
            String flags = " " + field("/proc/cpuinfo", "flags") + " ";
            return Arrays.stream(values())
                    .filter(vectors -> flags.contains(vectors.flag))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Vendor, family and model, by which libraries choose their kernels. */
    private static String family() {
        return field("/proc/cpuinfo", "vendor_id") + " " + field("/proc/cpuinfo", "cpu family") + "/"
                + field("/proc/cpuinfo", "model\t");
    }

    private static String memory() {
        String kibibytes = field("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kibibytes.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f GiB", Double.parseDouble(kibibytes) / (1 << 20));
    }

    /** How many threads were busy during the last minute and the last five. */
    private static String load() {
        try {
            String[] averages = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
            return averages[0] + " " + averages[1];
        } catch (IOException e) {
            return "unknown";
        }
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
