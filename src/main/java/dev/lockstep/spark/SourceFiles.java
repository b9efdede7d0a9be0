package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What a source's path, a file, a folder or a pattern, stands for. */
record SourceFiles(String name, String path, FileSystem files, List<FileStatus> found) {

    private static final String RECURSIVE = "recursiveFileLookup";

    /** @throws DataException if there is nothing */
    static SourceFiles in(SparkSession session, String name, String path) throws IOException {
        Path wanted = new Path(path);
        FileSystem files = wanted.getFileSystem(session.sparkContext().hadoopConfiguration());
        FileStatus[] found = files.globStatus(wanted);
        if (found == null || found.length == 0) {
            throw new DataException(name + ".path: no such file or folder: " + path);
        }
        return new SourceFiles(name, path, files, List.of(found));
    }

    /** Whether it is one file. */
    boolean areOne() {
        return found.size() == 1 && found.get(0).isFile();
    }

    /**
     * Checks that Spark reads all there is: it passes over folders below the source that are no partitions, without a word.
     *
     * @throws DataException naming them
     */
    void requireAllRead(ReaderOptions options) throws IOException {
        if (options.get(RECURSIVE).isPresent()) {
            return;
        }
        List<String> passedOver = new ArrayList<>();
        for (FileStatus status : found) {
            if (status.isDirectory()) {
                for (FileStatus inside : files.listStatus(status.getPath())) {
                    String folder = inside.getPath().getName();
                    if (inside.isDirectory() && !folder.matches("[._].*") && !folder.contains("=")) {
                        passedOver.add(folder);
                    }
                }
            }
        }
        if (!passedOver.isEmpty()) {
            throw new DataException(name + " (" + path + ") has folders within it, which are not read by themselves: "
                    + String.join(", ", passedOver.subList(0, Math.min(5, passedOver.size())))
                    + "; options: {" + RECURSIVE + ": true} reads them, " + RECURSIVE + ": false leaves them out");
        }
    }
}
