package dev.lockstep.spark.store;

import java.io.IOException;
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
     * @param pattern an address, perhaps with wildcards
     */
    public static List<RunFiles> matching(String pattern, Configuration configuration) throws IOException {
        Path path = new Path(pattern);
        List<Path> found = found(path.getFileSystem(configuration), path)
                .filter(FileStatus::isDirectory)
                .map(FileStatus::getPath)
                .toList();
        return opened(found, configuration);
    }

    /**
     * The folders beside one that have a file of this name, the last written first.
     *
     * @param most the number of folders at most
     */
    public static List<RunFiles> beside(RunFiles folder, String name, int most, Configuration configuration)
            throws IOException {
        Path own = new Path(folder.folder());
        List<Path> found = found(own.getFileSystem(configuration), new Path(own.getParent(), "*/" + name))
                .filter(file -> !file.getPath().getParent().equals(own))
                .sorted(Comparator.comparing(FileStatus::getModificationTime).reversed())
                .limit(most)
                .map(file -> file.getPath().getParent())
                .toList();
        return opened(found, configuration);
    }

    private static Stream<FileStatus> found(FileSystem files, Path pattern) throws IOException {
        FileStatus[] found = files.globStatus(pattern);
        return found == null ? Stream.empty() : Arrays.stream(found);
    }

    private static List<RunFiles> opened(List<Path> folders, Configuration configuration) throws IOException {
        RunFiles[] opened = new RunFiles[folders.size()];
        for (int i = 0; i < opened.length; i++) {
            opened[i] = new RunFiles(folders.get(i).toString(), configuration);
        }
        return List.of(opened);
    }
}
