package dev.lockstep.spark.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Atomic renames of files. */
interface Rename {

    /** Renames a file, replacing an existing one. */
    void replace(Path from, Path to) throws IOException;

    /**
     * Renames a file unless the target exists; false then. The old name may remain.
     *
     * @param content of the file, for file systems without such an operation
     */
    boolean claim(FileSystem files, Path from, Path to, RunFiles.Content content) throws IOException;
}
