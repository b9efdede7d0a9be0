package dev.lockstep.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The Python of this machine, in a virtual environment in {@code target} with the packages of {@code
 * src/test/python/requirements.txt}, pyspark without its jars, and the wheel of this build. Made once for these
 * files.
 */
public final class Python {

    private static final Path FOLDER = Project.path("target", "python");
    private static final Path SOURCES = Project.path("src", "test", "python");
    private static final String PROBE = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])";
    private static final String VERSION = version();

    private static Path environment;

    private Python() {}

    /** Whether there is a Python 3.10 or newer. Without one the build goes on and says so; in CI that is an error. */
    public static boolean isThere() {
        return !VERSION.isEmpty();
    }

    private static String version() {
        String found = "";
        try {
            Script.Result result = Script.run(Map.of(), List.of("python3", "-c", PROBE), Project.path(""));
            found = result.code() == 0 ? result.out().strip() : "";
        } catch (IOException | InterruptedException e) {
            // There is no program of this name.
        }
        if (found.matches("3\\.\\d{2,}")) {
            return found;
        }
        String message = "The Python tests are not run: there is no python3 of version 3.10 or newer with venv.";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(message);
        }
        System.out.println(message);
        return "";
    }

    /** The interpreter of the environment. */
    public static synchronized Path interpreter() throws IOException, InterruptedException {
        if (environment == null) {
            Files.createDirectories(FOLDER);
            try (FileChannel file = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                environment = lock.isValid() ? made(FOLDER.resolve("venv-" + key())) : null;
            }
        }
        return environment.resolve("bin/python");
    }

    private static String key() throws IOException {
        StringBuilder all = new StringBuilder(VERSION);
        for (String name : List.of("requirements.txt", "spark.txt", "unpack_pyspark.py")) {
            all.append(Files.readString(SOURCES.resolve(name)));
        }
        return sha256(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Path made(Path folder) throws IOException, InterruptedException {
        Path complete = folder.resolve("complete");
        String python = folder.resolve("bin/python").toString();
        if (!Files.exists(complete)) {
            FileUtils.deleteDirectory(folder.toFile());
            Path download = folder.resolve("download");
            call("python3", "-m", "venv", folder.toString());
            pip(python, "install", "-r", SOURCES.resolve("requirements.txt").toString());
            pip(
                    python,
                    "download",
                    "--no-deps",
                    "--no-binary",
                    "pyspark",
                    "-r",
                    SOURCES.resolve("spark.txt").toString(),
                    "-d",
                    download.toString());
            call(
                    python,
                    SOURCES.resolve("unpack_pyspark.py").toString(),
                    download.toString(),
                    folder.resolve("lib/python" + VERSION + "/site-packages").toString());
            FileUtils.deleteDirectory(download.toFile());
            Files.createFile(complete);
        }
        // Not while another process of the tests uses it.
        Path installed = folder.resolve("installed");
        String wheel = sha256(Files.readAllBytes(wheel()));
        if (!Files.exists(installed) || !Files.readString(installed).equals(wheel)) {
            pip(python, "install", "--no-deps", "--no-index", "--force-reinstall", wheel().toString());
            Files.writeString(installed, wheel);
        }
        return folder;
    }

    /** The wheel of this build. */
    public static Path wheel() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of(System.getProperty("lockstep.jar")).getParent())) {
            List<Path> wheels =
                    files.filter(file -> file.toString().endsWith(".whl")).toList();
            if (wheels.size() != 1) {
                throw new IllegalStateException("mvn package makes one wheel but there are " + wheels);
            }
            return wheels.get(0);
        }
    }

    private static void pip(String python, String... arguments) throws IOException, InterruptedException {
        String[] start = {python, "-m", "pip", "--quiet", "--disable-pip-version-check"};
        call(Stream.concat(Stream.of(start), Stream.of(arguments)).toArray(String[]::new));
    }

    private static void call(String... command) throws IOException, InterruptedException {
        Script.Result result = Script.run(Map.of(), List.of(command), FOLDER);
        if (result.code() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result);
        }
    }

    /**
     * Runs pytest, with the embedded Spark as {@code SPARK_HOME}.
     *
     * @param tests a folder of {@code src/test/python}
     * @param exchange files that Java has written or reads
     */
    public static Script.Result test(String tests, Path exchange) throws IOException, InterruptedException {
        Path work = exchange.resolve("work-" + tests);
        Files.createDirectories(work);
        return Script.run(
                environment(exchange),
                List.of(
                        interpreter().toString(),
                        "-m",
                        "pytest",
                        "-q",
                        "--durations=5",
                        "-p",
                        "no:cacheprovider",
                        "--rootdir=" + SOURCES,
                        "--basetemp=" + work.resolve("tmp"),
                        SOURCES.resolve(tests).toString()),
                work);
    }

    private static Map<String, String> environment(Path exchange) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("LOCKSTEP_EXCHANGE", exchange.toString());
        environment.put("PYSPARK_PYTHON", interpreter().toString());
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("SPARK_HOME", sparkHome(exchange).toString());
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        SharedClasses.use(environment, SharedClasses.options());
        return environment;
    }

    /** The embedded Spark with what pyspark starts, {@code bin/spark-submit}. */
    private static Path sparkHome(Path folder) throws IOException {
        Path home = folder.resolve("spark");
        Path script = home.resolve("bin/spark-submit");
        if (!Files.exists(script)) {
            Files.createDirectories(script.getParent());
            Path spark = Path.of(System.getProperty("lockstep.sparkHome"));
            Files.createSymbolicLink(home.resolve("jars"), spark.resolve("jars"));
            Files.writeString(script, """
            #!/usr/bin/env bash
            export SPARK_HOME='%s'
            source '%s'
            exec_without_bin org.apache.spark.deploy.SparkSubmit "$@"
            """.formatted(spark, Project.path("jobs", "lib", "submit.sh")));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }
}
