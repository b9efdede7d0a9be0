package dev.lockstep.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of a run, on any Hadoop file system. A file is written aside, closed and then renamed: whole or not at all. */
public final class RunFiles {

    /** The final parameters. */
    public static final String WEIGHTS = "weights.safetensors";

    /** Where a saved Spark ML model keeps what is its own. */
    public static final String MODEL_FOLDER = "data";

    /** The network of a saved Spark ML model. */
    public static final String MODEL = "model.safetensors";

    private static final int BUFFER = 1 << 16;

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

    /**
     * Writes a single file anywhere: whole, in place of the file that is there, or not at all.
     *
     * @throws IOException also if a folder is there, or a device
     */
    public static void write(String file, Configuration configuration, Content content) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(configuration);
        Path place = files.makeQualified(path);
        if (files.exists(place) && files.getFileStatus(place).isDirectory()) {
            throw new IOException("a folder is there, and stays");
        }
        requireFile(files, place);
        new RunFiles(place.getParent().toString(), configuration).write(place.getName(), content);
    }

    /**
     * Refuses local devices and pipes, which may be read without end and must not be replaced.
     *
     * @param path of which it does not matter whether anything is there
     */
    static void requireFile(FileSystem files, Path path) throws IOException {
        if (files.getScheme().equals("file")) {
            java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath());
            if (Files.exists(local) && !Files.isRegularFile(local)) {
                throw new IOException("a device or a pipe is there instead of a file");
            }
        }
    }

    private RunFiles(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** The folder, as an absolute address. */
    public String folder() {
        return folder.toString();
    }

    /**
     * Whether a path is this folder or in it.
     *
     * @throws IllegalArgumentException if it is no path
     */
    public boolean hold(String path) {
        Path place = new Path(path).makeQualified(files.getUri(), files.getWorkingDirectory());
        while (place != null && !place.equals(folder)) {
            place = place.getParent();
        }
        return place != null;
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

    /**
     * A small text file.
     *
     * @throws IOException also if it has more than {@code most} bytes
     */
    public String read(String name, int most) throws IOException {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(name + " must have at most " + most + " bytes but has more");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public InputStream open(String name) throws IOException {
        return files.open(new Path(folder, name));
    }

    public long length(String name) throws IOException {
        return files.getFileStatus(new Path(folder, name)).getLen();
    }

    /** The same file system, one folder down. */
    RunFiles sub(String name) {
        return new RunFiles(files, new Path(folder, name));
    }

    /** Renames a file or folder within this one, in place of what has the new name. */
    public void rename(String from, String to) throws IOException {
        Path target = new Path(folder, to);
        files.delete(target, true);
        if (!files.rename(new Path(folder, from), target)) {
            throw new IOException("cannot rename " + new Path(folder, from) + " to " + target);
        }
    }

    /** Writes a file under its own name, over what it had: it is there all the time, if not always whole. */
    public void writePlainly(String name, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(files.create(new Path(folder, name), true), BUFFER)) {
            content.writeTo(out);
        }
    }

    /** Creates a file that must not be there yet; false if it is. */
    public boolean create(String name, Content content) throws IOException {
        Path path = new Path(folder, name);
        if (files.exists(path)) {
            return false;
        }
        try (OutputStream out = files.create(path, false)) {
            content.writeTo(out);
            return true;
        } catch (IOException e) {
            // File systems differ in how they say that somebody was faster.
            if (files.exists(path)) {
                return false;
            }
            throw e;
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
        String aside = aside(name);
        writePlainly(aside, content);
        rename(aside, name);
    }

    /** What a file is called until it is whole; it stays if the process is killed. */
    public static String aside(String name) {
        return "." + name + ".tmp";
    }

    /** Removes the checksums that others left beside the files of a folder. */
    public void removeChecksums(String name) throws IOException {
        RemoteIterator<LocatedFileStatus> all = files.listFiles(new Path(folder, name), true);
        while (all.hasNext()) {
            Path file = all.next().getPath();
            if (file.getName().matches("[.].*[.]crc")) {
                files.delete(file, false);
            }
        }
    }

    /** Removes a file or a folder of the run, if it is there. */
    public void remove(String name) throws IOException {
        files.delete(new Path(folder, name), true);
    }
}
