package dev.lockstep.spark.internals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * Files shipped by {@code --files}, before there is a Spark session. In cluster deploy mode YARN and Kubernetes put
 * them into the driver's working folder; a standalone cluster does not, and in client mode no cluster does.
 */
public final class ShippedFiles {

    /** The second one on YARN, where in client mode only executors get the files. */
    private static final List<String> SETTINGS = List.of("spark.files", "spark.yarn.dist.files");

    private ShippedFiles() {}

    /**
     * The address of a shipped file.
     *
     * @param name of the file, or the text behind {@code #} in {@code --files}
     */
    public static Optional<String> address(String name) {
        SparkConf conf = new SparkConf();
        return SETTINGS.stream()
                .flatMap(setting -> Stream.of(conf.get(setting, "").split("[,\\s]+")))
                .filter(address -> nameOf(address).equals(name))
                .map(address -> address.replaceFirst("#.*", ""))
                .findFirst();
    }

    private static String nameOf(String address) {
        return address.substring(Math.max(address.lastIndexOf('/'), address.lastIndexOf('#')) + 1);
    }
}
