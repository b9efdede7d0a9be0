package dev.lockstep.spark.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Renames a folder atomically, except on object stores, where it is a copy. Hadoop's own rename moves a folder into an
 * existing one with the new name.
 */
public record FolderMove(FileSystem files, Configuration configuration) {

    /** Whether the file system supports it. */
    public boolean isOneOperation() throws IOException {
        return !(Placement.on(files, configuration) instanceof StorePlacement);
    }

    /** @throws FileAlreadyExistsException if the new name exists */
    public void move(Path from, Path to) throws IOException {
        if (files.exists(to)) {
            throw new FileAlreadyExistsException(to + " already exists");
        }
        if (files.getUri().getScheme().equals("file")) {
            moveLocally(from, to);
        } else if (isOneOperation()) {
            FileContext.getFileContext(files.getUri(), configuration).rename(from, to, Options.Rename.NONE);
        } else {
            rename(from, to);
        }
    }

    private void moveLocally(Path from, Path to) throws IOException {
        try {
            Files.move(LocalRename.local(from), LocalRename.local(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // Overlay file systems of containers cannot rename folders of lower layers.
            rename(from, to);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
        Path inside = new Path(to, from.getName());
        if (files.exists(inside)) {
            files.rename(inside, from);
            throw new FileAlreadyExistsException(to + " already exists");
        }
    }
}
