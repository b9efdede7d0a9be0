package dev.lockstep.yarn;

import dev.lockstep.testing.Maven;
import dev.lockstep.testing.Project;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.spark.package$;

/** Hadoop's YARN in a process of its own: a resource manager and a node manager, whose containers are real processes. */
final class MiniYarn implements AutoCloseable {

    private static final Path FETCHED = Project.path("target", "yarn");
    private static final Map<String, String> SETTINGS = Map.of(
            "yarn.scheduler.capacity.root.queues", "default",
            "yarn.scheduler.capacity.root.default.capacity", "100",
            "yarn.scheduler.capacity.maximum-am-resource-percent", "1",
            "yarn.scheduler.minimum-allocation-mb", "128",
            "yarn.minicluster.yarn.nodemanager.resource.memory-mb", "8192",
            "yarn.nodemanager.vmem-check-enabled", "false",
            "yarn.nodemanager.pmem-check-enabled", "false",
            "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");

    private final Process process;
    private final Path folder;

    /** @param folder for everything that it writes */
    MiniYarn(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        fetch();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                FETCHED.resolve("jars") + "/*" + File.pathSeparator + Project.path("target", "test-classes"),
                MiniYarn.class.getName(),
                configuration().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("mini-yarn").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException(Files.readString(folder.resolve("mini-yarn")));
        }
    }

    private static void fetch() throws IOException, InterruptedException {
        Maven.fetch(
                Project.path("src", "yarn", "pom.xml"),
                FETCHED,
                Map.of("spark.version", package$.MODULE$.SPARK_VERSION(), "hadoop.version", VersionInfo.getVersion()));
    }

    /** The folder with its addresses, {@code HADOOP_CONF_DIR}. */
    Path configuration() throws IOException {
        return Files.createDirectories(folder.resolve("configuration"));
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** The Spark of the build, with its support of YARN. */
    Path sparkHome() throws IOException {
        Path home = folder.resolve("spark");
        Path jars = Files.createDirectories(home.resolve("jars"));
        Path embedded = Path.of(System.getProperty("lockstep.sparkHome"));
        Files.copy(embedded.resolve("RELEASE"), home.resolve("RELEASE"));
        List<Path> all = new ArrayList<>();
        try (Stream<Path> ofSpark = Files.list(embedded.resolve("jars"));
                Stream<Path> fetched = Files.list(FETCHED.resolve("jars"))) {
            ofSpark.forEach(all::add);
            fetched.filter(jar -> jar.getFileName().toString().startsWith("spark-yarn_"))
                    .forEach(all::add);
        }
        for (Path jar : all) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
        return home;
    }

    @Override
    public void close() {
        List<ProcessHandle> containers = process.descendants().toList();
        process.destroyForcibly();
        containers.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cluster's process: writes its configuration, says so, and stays until its standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Configuration settings = new YarnConfiguration();
        SETTINGS.forEach(settings::set);
        try (MiniYARNCluster cluster = new MiniYARNCluster("lockstep", 1, 1, 1)) {
            cluster.init(settings);
            cluster.start();
            // Not Hadoop's other settings: those of the tests are in them.
            Configuration addresses = new Configuration(false);
            cluster.getConfig().forEach(setting -> {
                if (setting.getKey().startsWith("yarn.")) {
                    addresses.set(setting.getKey(), setting.getValue());
                }
            });
            try (OutputStream file = Files.newOutputStream(Path.of(arguments[0], "yarn-site.xml"))) {
                addresses.writeXml(file);
            }
            System.out.println("started");
            while (System.in.read() >= 0) {
                // Nothing is ever written to it.
            }
        }
        System.exit(0);
    }
}
