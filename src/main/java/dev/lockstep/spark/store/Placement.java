package dev.lockstep.spark.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Atomic creation and replacement of files on one kind of file system. */
interface Placement {

    /** Writes a file, replacing an existing one. */
    void write(Path file, RunFiles.Content content) throws IOException;

    /** Creates a file exclusively: of several contenders one succeeds; false for the others. */
    boolean create(Path file, RunFiles.Content content) throws IOException;

    /** Renames a file, replacing an existing one. */
    void rename(Path from, Path to) throws IOException;

    /** The placement that a file system supports. */
    static Placement on(FileSystem files, Configuration configuration) throws IOException {
        if (files.getUri().getScheme().equals("file")) {
            return new RenamePlacement(files, new LocalRename());
        }
        Class<?> type =
                configuration.getClass("fs.AbstractFileSystem." + files.getUri().getScheme() + ".impl", null);
        return type != null && replaces(type)
                ? new RenamePlacement(
                        files, new ContextRename(FileContext.getFileContext(files.getUri(), configuration)))
                : new StorePlacement(files, configuration);
    }

    /** Whether a rename replaces a file atomically. By default, Hadoop deletes the target first. */
    private static boolean replaces(Class<?> files) {
        return Stream.<Class<?>>iterate(files, type -> type != AbstractFileSystem.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals("renameInternal") && method.getParameterCount() == 3);
    }
}
