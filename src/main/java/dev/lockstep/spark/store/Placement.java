package dev.lockstep.spark.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How a file gets its name on one kind of file system: whole, and in one operation. */
interface Placement {

    /** Writes a file in place of the one that has the name. */
    void write(Path file, RunFiles.Content content) throws IOException;

    /** Writes a file unless something has the name: of several claimants one gets it; false for the others. */
    boolean create(Path file, RunFiles.Content content) throws IOException;

    /** Renames a file, in place of the one that has the name. */
    void rename(Path from, Path to) throws IOException;

    /** The placement that a file system can do. */
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

    /** Whether a rename replaces a file in one operation. What Hadoop does by default is to delete it first. */
    private static boolean replaces(Class<?> files) {
        return Stream.<Class<?>>iterate(files, type -> type != AbstractFileSystem.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals("renameInternal") && method.getParameterCount() == 3);
    }
}
