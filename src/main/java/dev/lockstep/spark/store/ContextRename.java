package dev.lockstep.spark.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Renames on file systems such as HDFS, which replace a file, or refuse to, atomically. */
record ContextRename(FileContext context) implements Rename {

    @Override
    public void replace(Path from, Path to) throws IOException {
        context.rename(from, to, Options.Rename.OVERWRITE);
    }

    @Override
    public boolean claim(FileSystem files, Path from, Path to, RunFiles.Content content) throws IOException {
        try {
            context.rename(from, to, Options.Rename.NONE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
