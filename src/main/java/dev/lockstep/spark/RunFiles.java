package dev.lockstep.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a run, on any Hadoop file system. A file is written aside, closed and then renamed: whole or not at all. */
public final class RunFiles {

    /** The final parameters. */
    public static final String WEIGHTS = "weights.safetensors";

    private final FileSystem files;
    private final Path folder;

    /** @param output the run's folder; it is made when the first file is written */
    public RunFiles(String output, Configuration configuration) throws IOException {
        Path path = new Path(output);
        FileSystem found = path.getFileSystem(configuration);
        // Checksum files beside each local file would only puzzle people.
        this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
        this.folder = files.makeQualified(path);
    }

    /** The folder, as an absolute address. */
    public String folder() {
        return folder.toString();
    }

    /** The names in the folder; empty if it is not there. */
    public List<String> list() throws IOException {
        if (!files.exists(folder)) {
            return List.of();
        }
        return Arrays.stream(files.listStatus(folder))
                .map(file -> file.getPath().getName())
                .sorted()
                .toList();
    }

    /** A small text file. */
    public String read(String name) throws IOException {
        try (InputStream in = files.open(new Path(folder, name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public boolean exists(String name) throws IOException {
        return files.exists(new Path(folder, name));
    }

    /** What writes a file's bytes. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public void write(String name, String text) throws IOException {
        write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    public void write(String name, Content content) throws IOException {
        Path aside = new Path(folder, "." + name + ".tmp");
        try (FSDataOutputStream out = files.create(aside, true)) {
            content.writeTo(out);
        }
        Path target = new Path(folder, name);
        files.delete(target, false);
        if (!files.rename(aside, target)) {
            throw new IOException("cannot rename " + aside + " to " + target);
        }
    }

    /** Removes a file or a folder of the run, if it is there. */
    public void remove(String name) throws IOException {
        files.delete(new Path(folder, name), true);
    }
}
