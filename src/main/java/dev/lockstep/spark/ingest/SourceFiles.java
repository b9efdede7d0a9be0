package dev.lockstep.spark.ingest;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The files of a source's path: a file, a folder or a pattern. */
record SourceFiles(String name, String path, FileSystem files, List<FileStatus> found) {

    private static final String RECURSIVE = "recursiveFileLookup";

    /** @throws DataException if there are no files */
    static SourceFiles in(SparkSession session, String name, String path) throws IOException {
        Path wanted = new Path(path);
        FileSystem files = wanted.getFileSystem(session.sparkContext().hadoopConfiguration());
        FileStatus[] found = files.globStatus(wanted);
        if (found == null || found.length == 0) {
            throw new DataException(SourceReader.key(name, "path") + ": no such file or folder: " + path);
        }
        return new SourceFiles(name, path, files, List.of(found));
    }

    /** Whether it is one file. */
    boolean areOne() {
        return found.size() == 1 && found.get(0).isFile();
    }

    /**
     * Checks that Spark reads all files: it silently ignores subfolders that are not partitions.
     *
     * @throws DataException naming them
     */
    void requireAllRead(ReaderOptions options) throws IOException {
        if (options.get(RECURSIVE).isPresent()) {
            return;
        }
        for (FileStatus folder : folders(found)) {
            List<FileStatus> inside = visible(folder);
            List<FileStatus> partitions = partitions(inside);
            List<FileStatus> others = folders(inside);
            others.removeAll(partitions);
            if (!others.isEmpty()) {
                throw new DataException(name + " (" + path + ") has subfolders, which are not read by default: "
                        + few(others)
                        + "; options: {" + RECURSIVE + ": true} reads them, " + RECURSIVE
                        + ": false ignores them");
            }
            inside.removeAll(partitions);
            if (!partitions.isEmpty() && !inside.isEmpty()) {
                throw new DataException(name + " (" + path + ") has files beside the partition folders "
                        + few(partitions) + ", which are not read with them: " + few(inside)
                        + "; move them into a partition folder, or set options: {" + RECURSIVE
                        + ": true}, which reads all files without the partition columns");
            }
        }
    }

    /**
     * A file in partition folders.
     *
     * @param columns the partition columns
     */
    record Partitioned(String path, List<String> columns) {}

    /** The first file in partition folders; empty if there are none, or if partition folders are ignored. */
    Optional<Partitioned> partitioned(ReaderOptions options) throws IOException {
        if (options.isTrue(RECURSIVE)) {
            return Optional.empty();
        }
        for (FileStatus folder : folders(found)) {
            List<String> columns = new ArrayList<>();
            List<FileStatus> inside = visible(folder);
            for (List<FileStatus> next = partitions(inside); !next.isEmpty(); next = partitions(inside)) {
                String partition = next.get(0).getPath().getName();
                columns.add(partition.substring(0, partition.indexOf('=')));
                inside = visible(next.get(0));
            }
            Optional<FileStatus> file =
                    inside.stream().filter(FileStatus::isFile).findFirst();
            if (!columns.isEmpty() && file.isPresent()) {
                return Optional.of(new Partitioned(file.get().getPath().toString(), columns));
            }
        }
        return Optional.empty();
    }

    private List<FileStatus> visible(FileStatus folder) throws IOException {
        List<FileStatus> inside = new ArrayList<>();
        for (FileStatus one : files.listStatus(folder.getPath())) {
            if (!one.getPath().getName().matches("[._].*")) {
                inside.add(one);
            }
        }
        return inside;
    }

    private static List<FileStatus> folders(List<FileStatus> all) {
        return new ArrayList<>(all.stream().filter(FileStatus::isDirectory).toList());
    }

    private static List<FileStatus> partitions(List<FileStatus> all) {
        return all.stream()
                .filter(one -> one.isDirectory() && one.getPath().getName().indexOf('=') > 0)
                .toList();
    }

    private static String few(List<FileStatus> all) {
        return Names.few(all.stream().map(one -> one.getPath().getName()).toList());
    }
}
