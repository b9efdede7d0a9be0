package dev.lockstep.spark.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Renames of local files. Hadoop's own rename deletes the target first, and its exclusive creation is not atomic. */
final class LocalRename implements Rename {

    @Override
    public void replace(Path from, Path to) throws IOException {
        Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean claim(FileSystem files, Path from, Path to, RunFiles.Content content) throws IOException {
        try {
            Files.createLink(local(to), local(from));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Some file systems have no hard links.
            return createNew(to, content);
        }
    }

    private static boolean createNew(Path file, RunFiles.Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(local(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            content.writeTo(out);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
