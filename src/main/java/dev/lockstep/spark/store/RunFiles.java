package dev.lockstep.spark.store;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a folder, on any Hadoop file system. Files are written and replaced atomically.
 */
public final class RunFiles {

    /** The final parameters. */
    public static final String WEIGHTS = "weights.safetensors";

    /** The data folder of a saved Spark ML model. */
    public static final String MODEL_FOLDER = "data";

    /** The network of a saved Spark ML model. */
    public static final String MODEL = "model.safetensors";

    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    private final Placement placement;
    private final Path folder;

    /** @param output the folder of the run; created with the first file */
    public RunFiles(String output, Configuration configuration) throws IOException {
        Path path = new Path(output);
        FileSystem found = path.getFileSystem(configuration);
        // No checksum files beside local files.
        this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
        this.placement = Placement.on(files, configuration);
        this.folder = files.makeQualified(path);
    }

    /**
     * Writes a single file at any location, atomically.
     *
     * @throws IOException also if a folder or device exists there
     */
    public static void write(String file, Configuration configuration, Content content) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(configuration);
        Path place = files.makeQualified(path);
        if (files.exists(place) && files.getFileStatus(place).isDirectory()) {
            throw new IOException("a folder with this name exists");
        }
        requireFile(files, place);
        RunFiles folder = new RunFiles(place.getParent().toString(), configuration);
        folder.placement.write(place, content);
    }

    /**
     * Refuses local devices and pipes, which may be endless and must not be replaced.
     *
     * @param path which need not exist
     */
    public static void requireFile(FileSystem files, Path path) throws IOException {
        if (files.getScheme().equals("file")) {
            java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath());
            if (Files.exists(local) && !Files.isRegularFile(local)) {
                throw new IOException("it is a device or a pipe");
            }
        }
    }

    private RunFiles(FileSystem files, Placement placement, Path folder) {
        this.files = files;
        this.placement = placement;
        this.folder = folder;
    }

    /** The folder, as an absolute address. */
    public String folder() {
        return folder.toString();
    }

    /** The names in the folder; empty if it does not exist. */
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

    /** A subfolder. */
    RunFiles sub(String name) {
        return new RunFiles(files, placement, new Path(folder, name));
    }

    /** A subfolder with the files in it. */
    public FileTree tree(String name) {
        return new FileTree(files, placement, folder, name);
    }

    /** Renames a file in this folder, replacing an existing one. */
    public void rename(String from, String to) throws IOException {
        placement.rename(new Path(folder, from), new Path(folder, to));
    }

    /** Writes a file under its final name: it always exists, but may be incomplete for a moment. */
    public void writePlainly(String name, Content content) throws IOException {
        writePlainly(files, new Path(folder, name), content);
    }

    static void writePlainly(FileSystem files, Path file, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(files.create(file, true), BUFFER)) {
            content.writeTo(out);
        } catch (FSError e) {
            // Hadoop wraps an IOException of a local file in this, for example for a full disk.
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    /**
     * Appends to an existing file.
     *
     * @throws UnsupportedOperationException if the file system cannot append, as object stores
     */
    public void append(String name, byte[] bytes) throws IOException {
        try (OutputStream out = files.append(new Path(folder, name))) {
            out.write(bytes);
        }
    }

    /** Creates a file exclusively; false if it exists. Of several contenders one succeeds. */
    public boolean create(String name, Content content) throws IOException {
        return placement.create(new Path(folder, name), content);
    }

    /** Whether a file with this name exists. */
    boolean isFile(String name) throws IOException {
        try {
            return files.getFileStatus(new Path(folder, name)).isFile();
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    public boolean exists(String name) throws IOException {
        return files.exists(new Path(folder, name));
    }

    /** The name of the folder. */
    public String name() {
        return folder.getName();
    }

    /** Writes the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public void write(String name, String text) throws IOException {
        write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a file atomically, replacing an existing one.
     *
     * @throws IOException naming the file
     */
    public void write(String name, Content content) throws IOException {
        try {
            placement.write(new Path(folder, name), content);
        } catch (IOException e) {
            throw new IOException(name + " cannot be written: " + Reason.of(e), e);
        }
    }

    /** Removes a file, a link or an empty folder, if it exists. */
    public void remove(String name) throws IOException {
        remove(files, new Path(folder, name));
    }

    static void remove(FileSystem files, Path path) throws IOException {
        if (isLink(files, path)) {
            Files.delete(LocalRename.local(path));
        } else {
            files.delete(path, false);
        }
    }

    /** Whether a name is that of a symbolic link. */
    public boolean isLink(String name) {
        return isLink(files, new Path(folder, name));
    }

    static boolean isLink(FileSystem files, Path path) {
        return files.getUri().getScheme().equals("file") && Files.isSymbolicLink(LocalRename.local(path));
    }
}
