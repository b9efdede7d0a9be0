package dev.lockstep.spark.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a file under a temporary name of {@link TemporaryName} and renames it when it is closed. */
record RenamePlacement(FileSystem files, Rename rename) implements Placement {

    @Override
    public void write(Path file, RunFiles.Content content) throws IOException {
        Path aside = aside(file, content);
        try {
            rename.replace(aside, file);
        } catch (IOException e) {
            remove(aside, e);
            throw e;
        }
    }

    @Override
    public boolean create(Path file, RunFiles.Content content) throws IOException {
        if (files.exists(file)) {
            return false;
        }
        Path aside = aside(file, content);
        boolean claimed;
        try {
            claimed = rename.claim(files, aside, file, content);
        } catch (IOException e) {
            remove(aside, e);
            throw e;
        }
        files.delete(aside, false);
        return claimed;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        rename.replace(from, to);
    }

    private Path aside(Path file, RunFiles.Content content) throws IOException {
        Path aside = new Path(file.getParent(), TemporaryName.of(file.getName()));
        try {
            RunFiles.writePlainly(files, aside, content);
        } catch (IOException | RuntimeException e) {
            remove(aside, e);
            throw e;
        }
        return aside;
    }

    private void remove(Path aside, Exception problem) {
        try {
            files.delete(aside, false);
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
    }
}
