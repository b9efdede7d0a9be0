package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Workload;
import dev.lockstep.math.RandomStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * MLlib as {@code spark-submit} runs it where no BLAS is installed: in a process of its own, which has never heard of
 * Lockstep's OpenBLAS.
 */
public final class MllibProcess {

    private static final String NATIVE_LIBRARY = "-Ddev.ludovic.netlib.blas.nativeLibPath=";
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    private MllibProcess() {}

    /** The question how fast the model of the last fit predicts the rows. */
    public static final String TRANSFORM = "transform";

    /** Starts it, with as many slots. Another question is a number of iterations to fit. */
    public static Peer start(Workload workload, int slots, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith(NATIVE_LIBRARY) && !argument.equals(VECTOR_MODULE))
                .forEach(command::add);
        // A Debian that has PyTorch has a BLAS as well, which netlib would find.
        command.addAll(List.of(VECTOR_MODULE, NATIVE_LIBRARY + folder.resolve("none.so")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.apache.spark.deploy.SparkSubmit"));
        command.addAll(List.of("--master", "local[" + slots + "]", "--conf", "spark.ui.enabled=false"));
        command.addAll(List.of("--class", MllibProcess.class.getName()));
        command.addAll(List.of(
                "--jars",
                OwnBlas.of(RandomStream.class).toString(),
                OwnBlas.of(MllibProcess.class).toString()));
        command.addAll(List.of(Integer.toString(workload.rows()), workload.layers()));
        return Peer.start(
                command, Map.of("LOCKSTEP_LOG", folder.resolve("mllib.log").toString()));
    }

    /** @param words the number of rows, and the layers' units */
    public static void main(String[] words) throws IOException {
        List<Integer> units =
                Arrays.stream(words[1].split(",", -1)).map(Integer::valueOf).toList();
        int last = units.size() - 1;
        Workload workload =
                new Workload(Integer.parseInt(words[0]), units.get(0), units.subList(1, last), units.get(last));
        try (SparkSession session = SparkSession.builder().appName("MLlib").getOrCreate()) {
            workload.publish(session);
            Mllib mllib = new Mllib(session, workload);
            System.out.printf("{\"name\": \"%s\"}%n", Mllib.blas());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            Mllib.Fit fit = null;
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                boolean predict = line.equals(TRANSFORM);
                fit = predict ? fit : mllib.fit(Integer.parseInt(line));
                double speed = predict
                        ? new TransformSpeed(fit.model(), session.table("train").cache(), workload.rows())
                                .take()
                                .get("rowsPerSecond")
                        : fit.rowsPerSecond(workload.rows());
                System.out.printf(Locale.ROOT, "{\"rowsPerSecond\": %f}%n", speed);
            }
        }
    }
}
