package dev.lockstep.spark.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Renames of files, each one operation of the file system. */
interface Rename {

    /** Renames a file, in place of the one that has the name. */
    void replace(Path from, Path to) throws IOException;

    /**
     * Gives a file another name, unless something has it; false then. The old name may stay.
     *
     * @param content of the file, for file systems without such an operation
     */
    boolean claim(FileSystem files, Path from, Path to, RunFiles.Content content) throws IOException;
}
