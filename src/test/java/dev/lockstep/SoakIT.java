package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Table;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A long training, {@code mvn -Psoak verify}: what it holds must not grow with its steps. Writes {@code target/soak/soak.csv} and a
 * picture of it, {@code soak.svg}. {@code -Dlockstep.soakSteps} is the number of steps.
 */
@Tag("soak")
class SoakIT {

    private static final int STEPS_PER_EPOCH = 125;
    private static final int BATCH = 32;
    private static final int SECONDS_BETWEEN = 5;
    private static final int LONGEST_HOURS = 4;

    private static final Path FOLDER = Project.path("target", "soak");

    /** What is measured, and by how much it may be larger at the end than after the first quarter. */
    private enum Measure {
        HEAP_MIB(48),
        THREADS(8),
        OPEN_FILES(16),
        DISK_MIB(24),
        LISTED_JOBS(8);

        private final double slack;

        Measure(double slack) {
            this.slack = slack;
        }
    }

    @Test
    void nothingGrowsWithTheSteps() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        int epochs = Integer.getInteger("lockstep.soakSteps", 200_000) / STEPS_PER_EPOCH;
        Path rows = Table.clusters(STEPS_PER_EPOCH * BATCH, 8, 3).csv(FOLDER.resolve("rows.csv"));
        Path plan = Files.writeString(
                FOLDER.resolve("soak.yaml"), String.format("""
                data: {train: %s, validation: %s, label: y}
                network: {hidden: [{units: 16}]}
                loss: cross_entropy
                training: {epochs: %d, batchSize: %d, engine: resident}
                checkpoint: {everyEpochs: 20}
                output: %s
                """, rows, rows, epochs, BATCH, FOLDER.resolve("run")));
        int port = freePort();
        Path local = Files.createDirectories(FOLDER.resolve("local"));
        Process training = train(plan, port, local);
        List<Map<Measure, Double>> samples = new ArrayList<>();
        try {
            while (!training.waitFor(SECONDS_BETWEEN, TimeUnit.SECONDS)) {
                samples.add(sample(training.toHandle(), port, List.of(FOLDER.resolve("run"), local)));
                assertTrue(samples.size() < TimeUnit.HOURS.toSeconds(LONGEST_HOURS) / SECONDS_BETWEEN, "too slow");
            }
        } finally {
            training.destroy();
        }
        assertEquals(0, training.exitValue(), Files.readString(FOLDER.resolve("console")));
        write(samples);
        assertTrue(samples.size() >= 20, "only " + samples.size() + " samples");
        for (Measure measure : Measure.values()) {
            int quarter = samples.size() / 4;
            double early = median(samples.subList(quarter, 2 * quarter), measure);
            double late = median(samples.subList(3 * quarter, samples.size()), measure);
            assertTrue(late <= early + measure.slack, () -> measure + " grows from " + early + " to " + late);
        }
    }

    private static Process train(Path plan, int port, Path local) throws IOException {
        List<String> command = List.of(
                Project.path("jobs", "train.sh").toString(),
                plan.toString(),
                "--overwrite",
                "--",
                "--master",
                "local-cluster[2,1,1024]",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.ui.port=" + port,
                "--conf",
                "spark.local.dir=" + local);
        ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("LOCKSTEP_LOG", FOLDER.resolve("spark.log").toString());
        File console = FOLDER.resolve("console").toFile();
        return builder.redirectErrorStream(true).redirectOutput(console).start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Of the driver and its executors together; the heap is what the old generation and the survivors hold. */
    private static Map<Measure, Double> sample(ProcessHandle driver, int port, List<Path> folders) throws IOException {
        Map<Measure, Double> sample = new LinkedHashMap<>();
        for (ProcessHandle process :
                Stream.concat(Stream.of(driver), driver.descendants()).toList()) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            try {
                sample.merge(Measure.HEAP_MIB, oldMib(process.pid()), Double::sum);
                sample.merge(Measure.THREADS, entries(proc.resolve("task")), Double::sum);
                sample.merge(Measure.OPEN_FILES, entries(proc.resolve("fd")), Double::sum);
            } catch (IOException e) {
                // It has ended.
            }
        }
        double bytes = 0;
        for (Path folder : folders) {
            bytes += size(folder);
        }
        sample.put(Measure.DISK_MIB, bytes / (1 << 20));
        sample.put(Measure.LISTED_JOBS, jobs(port));
        return sample;
    }

    private static double entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static double oldMib(long pid) throws IOException {
        Process jstat = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstat").toString(), "-gc", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines =
                new String(jstat.getInputStream().readAllBytes()).lines().toList();
        if (lines.size() < 2) {
            return 0;
        }
        List<String> titles = Arrays.asList(lines.get(0).strip().split("\\s+"));
        String[] cells = lines.get(1).strip().split("\\s+");
        double kib = 0;
        for (String title : List.of("OU", "S0U", "S1U")) {
            String cell = cells[titles.indexOf(title)];
            kib += cell.equals("-") ? 0 : Double.parseDouble(cell);
        }
        return kib / 1024;
    }

    private static double size(Path folder) {
        double bytes = 0;
        File[] files = folder.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            bytes += file.isDirectory() ? size(file.toPath()) : file.length();
        }
        return bytes;
    }

    /** The jobs that Spark's UI lists; 0 while it starts. */
    private static double jobs(int port) {
        try {
            String base = "http://127.0.0.1:" + port + "/api/v1/applications";
            ObjectMapper json = new ObjectMapper();
            String id =
                    json.readTree(URI.create(base).toURL()).path(0).path("id").asText();
            return json.readTree(URI.create(base + "/" + id + "/jobs").toURL()).size();
        } catch (IOException e) {
            return 0;
        }
    }

    private static double median(List<Map<Measure, Double>> samples, Measure measure) {
        double[] values = samples.stream()
                .mapToDouble(sample -> sample.getOrDefault(measure, 0.0))
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    private static void write(List<Map<Measure, Double>> samples) throws IOException {
        StringBuilder table = new StringBuilder("seconds");
        for (Measure measure : Measure.values()) {
            table.append(',').append(measure.name().toLowerCase(Locale.ROOT));
        }
        for (int i = 0; i < samples.size(); i++) {
            table.append('\n').append((i + 1) * SECONDS_BETWEEN);
            for (Measure measure : Measure.values()) {
                table.append(',').append(Math.round(10 * samples.get(i).getOrDefault(measure, 0.0)) / 10.0);
            }
        }
        Files.writeString(FOLDER.resolve("soak.csv"), table.append('\n'));
        Files.writeString(FOLDER.resolve("soak.svg"), picture(samples));
    }

    /** A panel per measure, each from 0 to its maximum. */
    private static String picture(List<Map<Measure, Double>> samples) {
        int width = 640;
        int height = 90;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                width,
                Measure.values().length * height));
        for (Measure measure : Measure.values()) {
            double largest = samples.stream()
                    .mapToDouble(sample -> sample.getOrDefault(measure, 0.0))
                    .max()
                    .orElse(0);
            int bottom = (measure.ordinal() + 1) * height - 10;
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < samples.size(); i++) {
                double value = samples.get(i).getOrDefault(measure, 0.0);
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        10 + (width - 20.0) * i / Math.max(1, samples.size() - 1),
                        bottom - (largest == 0 ? 0 : value / largest * (height - 35))));
            }
            String title = measure.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"10\" y=\"%d\">%s, at most %.0f, over %d s</text>%n<polyline fill=\"none\" stroke=\"#0b57d0\""
                            + " points=\"%s\"/>%n",
                    bottom - height + 25,
                    title,
                    largest,
                    samples.size() * SECONDS_BETWEEN,
                    points.toString().strip()));
        }
        return svg.append("</svg>\n").toString();
    }
}
