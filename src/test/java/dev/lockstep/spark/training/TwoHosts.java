package dev.lockstep.spark.training;

import dev.lockstep.testing.Project;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster: a master, and two workers of one core each on two hosts, as far as Spark sees: 127.0.0.1 and
 * 127.0.0.2. A {@code local-cluster} has all on one host, where Spark never tries a task a second time.
 */
public final class TwoHosts implements AutoCloseable {

    private static final int MEBIBYTES = 1024;

    private final Process process;
    private final String master;

    /** @param folder for the executors' files */
    public TwoHosts(Path folder) throws IOException {
        String jars = System.getProperty("lockstep.sparkHome") + File.separator + "jars" + File.separator + "*";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-Xlog:disable"));
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of(
                "-cp",
                jars + File.pathSeparator + Project.path("target", "test-classes"),
                TwoHosts.class.getName(),
                folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("two-hosts").toFile());
        builder.environment().put("SPARK_HOME", System.getProperty("lockstep.sparkHome"));
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment()
                .put(
                        "LOG4J_CONFIGURATION_FILE",
                        Project.path("jobs", "lib", "log4j2.properties").toString());
        builder.environment()
                .put("LOCKSTEP_LOG", folder.resolve("two-hosts-log").toString());
        process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        master = Optional.ofNullable(out.readLine()).orElseThrow(() -> new IllegalStateException("no master started"));
    }

    /** The cluster's address. */
    public String master() {
        return master;
    }

    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cluster's process: says the master's address and stays until its standard input ends. */
    public static void main(String[] arguments) throws IOException {
        SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false");
        RpcEnv master = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1();
        String address = "spark://" + master.address().hostPort();
        for (int host = 1; host <= 2; host++) {
            Worker.startRpcEnvAndEndpoint(
                    "127.0.0." + host,
                    0,
                    0,
                    1,
                    MEBIBYTES,
                    new String[] {address},
                    arguments[0],
                    Option.apply(host),
                    conf,
                    Option.empty());
        }
        System.out.println(address);
        while (System.in.read() >= 0) {
            // Nothing is ever written to it.
        }
        System.exit(0);
    }
}
