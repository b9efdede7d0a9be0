package dev.lockstep.testing;

import java.nio.file.Path;

/** Where the project's files are. */
public final class Project {

    private Project() {}

    /** A file or folder of the project. */
    public static Path path(String first, String... more) {
        return Path.of(System.getProperty("lockstep.basedir", ""))
                .toAbsolutePath()
                .resolve(Path.of(first, more));
    }

    /** A folder in {@code target} that no other JVM with tests uses. */
    public static Path ownFolder(String name) {
        return path("target", name + "-" + System.getProperty("lockstep.fork", "1"));
    }
}
