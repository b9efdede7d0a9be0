package dev.lockstep.spark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The canonical location of a path: qualified, with {@code ..} and symbolic links resolved. A path that does not exist
 * is resolved as far as it exists.
 */
public final class Address {

    private final FileSystem files;
    private final Path path;

    private Address(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /**
     * Resolves a path.
     *
     * @throws IllegalArgumentException if it is not a path
     * @throws IOException if its file system cannot be used, or a symbolic link is broken
     */
    public static Address of(String path, Configuration configuration) throws IOException {
        return of(new Path(path), configuration);
    }

    public static Address of(Path path, Configuration configuration) throws IOException {
        try {
            FileSystem files = path.getFileSystem(configuration);
            Path whole = files.makeQualified(path);
            return files.getScheme().equals("file") ? local(files, whole) : resolved(files, whole, configuration);
        } catch (RuntimeException e) {
            // Hadoop throws various exceptions for an address that it cannot use.
            throw new IOException(Reason.of(e), e);
        }
    }

    private static Address local(FileSystem files, Path path) throws IOException {
        java.nio.file.Path real = real(java.nio.file.Path.of(path.toUri().getPath()));
        return new Address(files, files.makeQualified(new Path(null, null, real.toString())));
    }

    private static java.nio.file.Path real(java.nio.file.Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        if (Files.isSymbolicLink(path)) {
            throw new IOException(
                    path + " is a symbolic link to " + Files.readSymbolicLink(path) + ", which does not exist");
        }
        return path.getParent() == null ? path : real(path.getParent()).resolve(path.getFileName());
    }

    /** Mounts and links of other file systems: those of the nearest existing folder. */
    private static Address resolved(FileSystem files, Path path, Configuration configuration) throws IOException {
        Deque<String> absent = new ArrayDeque<>();
        Path there = path;
        while (there.getParent() != null && !files.exists(there)) {
            absent.push(there.getName());
            there = there.getParent();
        }
        Path real = there.getParent() == null ? there : files.resolvePath(there);
        for (String name : absent) {
            real = new Path(real, name);
        }
        return new Address(real.getFileSystem(configuration), real);
    }

    /** Whether another location is this one or inside it. */
    public boolean holds(Address other) {
        if (!isOfSameFileSystem(other)) {
            return false;
        }
        String mine = path.toUri().getPath();
        String others = other.path.toUri().getPath();
        return others.equals(mine) || others.startsWith(mine.endsWith("/") ? mine : mine + "/");
    }

    /** Whether two locations are the same. */
    public boolean is(Address other) {
        return holds(other) && other.holds(this);
    }

    /** Asks the file system, which knows its default port and its other names. */
    private boolean isOfSameFileSystem(Address other) {
        try {
            files.makeQualified(other.path);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public FileSystem files() {
        return files;
    }

    public Path path() {
        return path;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
