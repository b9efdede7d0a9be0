package dev.lockstep.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the folders of runs. */
public final class RunFolders {

    private RunFolders() {}

    /**
     * The folders that an address names, in the order of their names.
     *
     * @param pattern a folder, or an address with wildcards
     */
    public static List<RunFiles> matching(String pattern, Configuration configuration) throws IOException {
        Path path = new Path(pattern);
        FileSystem files = path.getFileSystem(configuration);
        if (files.exists(path)) {
            return opened(Stream.of(path), configuration);
        }
        FileStatus[] found = files.globStatus(path);
        return opened(
                Arrays.stream(found == null ? new FileStatus[0] : found)
                        .filter(FileStatus::isDirectory)
                        .map(FileStatus::getPath),
                configuration);
    }

    /**
     * The folders beside one, the last changed first, and of those that changed at the same time the last by name.
     *
     * @param most the number of folders at most
     */
    public static List<RunFiles> beside(RunFiles folder, int most, Configuration configuration) throws IOException {
        Path own = new Path(folder.folder());
        if (own.getParent() == null) {
            return List.of();
        }
        FileStatus[] found = own.getFileSystem(configuration).listStatus(own.getParent());
        return opened(
                Arrays.stream(found)
                        .filter(other -> other.isDirectory() && !other.getPath().equals(own))
                        .sorted(Comparator.comparing(FileStatus::getModificationTime)
                                .thenComparing(other -> other.getPath().getName())
                                .reversed())
                        .limit(most)
                        .map(FileStatus::getPath),
                configuration);
    }

    private static List<RunFiles> opened(Stream<Path> folders, Configuration configuration) throws IOException {
        List<RunFiles> opened = new ArrayList<>();
        for (Path folder : folders.toList()) {
            opened.add(new RunFiles(folder.toString(), configuration));
        }
        return opened;
    }
}
