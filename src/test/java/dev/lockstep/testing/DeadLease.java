package dev.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leases of commands that a test killed in this process. */
public final class DeadLease {

    private DeadLease() {}

    /** Makes a lease that of a dead process: this one lives on, so that its lease would be watched for ten seconds. */
    public static void mark(Path lease) throws IOException {
        if (Files.exists(lease)) {
            Files.writeString(lease, Files.readString(lease).replaceFirst("\"started\": \".*\"", "\"started\": \"1\""));
        }
    }
}
