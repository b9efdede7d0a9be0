package dev.lockstep.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS in this process: one name node, some data nodes. */
public final class MiniHdfs implements AutoCloseable {

    private final MiniDFSCluster cluster;
    private final FileSystem files;

    /** @param folder for its files */
    public MiniHdfs(java.nio.file.Path folder, int dataNodes) throws IOException {
        cluster = new MiniDFSCluster.Builder(new Configuration(), folder.toFile())
                .numDataNodes(dataNodes)
                .build();
        cluster.waitActive();
        files = cluster.getFileSystem();
    }

    /** The address of a file or a folder in the root. */
    public Path path(String name) {
        return new Path(cluster.getURI() + "/" + name);
    }

    /** Copies a local file or folder. */
    public Path put(java.nio.file.Path local, String name) throws IOException {
        Path path = path(name);
        files.copyFromLocalFile(new Path(local.toString()), path);
        return path;
    }

    /** Copies a file or folder to a local one. */
    public void get(Path path, java.nio.file.Path local) throws IOException {
        files.copyToLocalFile(path, new Path(local.toUri()));
    }

    public boolean exists(Path file) throws IOException {
        return files.exists(file);
    }

    public String text(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The step of the newest checkpoint of a run, or 0. */
    public long newest(Path run) {
        try {
            FileStatus[] found = files.globStatus(new Path(run, "checkpoints/step-*"));
            return Arrays.stream(found == null ? new FileStatus[0] : found)
                    .mapToLong(one -> Long.parseLong(one.getPath().getName().substring("step-".length())))
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stopDataNode(int number) {
        cluster.stopDataNode(number);
    }

    @Override
    public void close() {
        cluster.shutdown();
    }
}
