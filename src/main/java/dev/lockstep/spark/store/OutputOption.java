package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Validates outputs. */
public final class OutputOption {

    /** Schemes whose Hadoop file systems are read-only. */
    private static final Set<String> READ_ONLY = Set.of("http", "https", "har");

    private OutputOption() {}

    /**
     * The location of an output; creates nothing.
     *
     * @param name its name in messages
     * @throws PlanException if it cannot be an output
     */
    public static Address address(String name, String output, Configuration configuration) {
        try {
            Address address = Address.of(output, configuration);
            requirePossible(address);
            DeployMode.current()
                    .requireLasting(name, output, address.files().getUri().getScheme());
            return address;
        } catch (IllegalArgumentException e) {
            // Thrown by Hadoop for invalid paths and addresses.
            throw new PlanException(name + " must be a path but is \"" + output + "\": " + Reason.of(e), e);
        } catch (IOException e) {
            throw unwritable(name, output, e);
        }
    }

    private static void requirePossible(Address address) throws IOException {
        String scheme = address.files().getUri().getScheme();
        if (READ_ONLY.contains(scheme)) {
            throw new IOException("files are only read over " + scheme);
        }
        Path parent = address.path().getParent();
        if (parent == null) {
            throw new IOException("it is the root of the file system");
        }
        if (address.path().getName().contains(":")) {
            throw new IOException("its name has a colon, which Hadoop cannot write");
        }
        if (isDevice(address)) {
            throw new IOException("it is a device or a pipe");
        }
        while (parent.getParent() != null && !address.files().exists(parent)) {
            parent = parent.getParent();
        }
        FileStatus above = address.files().getFileStatus(parent);
        if (!above.isDirectory()) {
            throw new IOException(parent + " is a file, not a folder");
        }
    }

    private static boolean isDevice(Address address) {
        if (!address.files().getUri().getScheme().equals("file")) {
            return false;
        }
        java.nio.file.Path path = java.nio.file.Path.of(address.path().toUri().getPath());
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    /** The error of an output that cannot be written. */
    public static PlanException unwritable(String name, String output, Throwable problem) {
        String remedy =
                Reason.isNoRoom(problem) ? "free some space, or choose another output" : "choose another output";
        return new PlanException(
                name + " " + output + " cannot be written: " + Reason.of(problem) + "; " + remedy, problem);
    }
}
