package dev.lockstep.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A subfolder of {@link RunFiles} with its files and subfolders, which need not exist. Symbolic links are files: none is
 * followed.
 */
public final class FileTree {

    private final FileSystem files;
    private final Placement placement;
    private final Path root;
    private final Path top;

    /** @param root the folder of the run */
    FileTree(FileSystem files, Placement placement, Path root, String name) {
        this.files = files;
        this.placement = placement;
        this.root = root;
        this.top = new Path(root, name);
    }

    /** The files, as relative paths; empty if the folder does not exist. */
    public List<String> list() throws IOException {
        List<String> found = new ArrayList<>();
        if (files.exists(top)) {
            collect(top, "", found);
        }
        return found.stream().sorted().toList();
    }

    private void collect(Path path, String prefix, List<String> found) throws IOException {
        for (FileStatus file : files.listStatus(path)) {
            String name = prefix + file.getPath().getName();
            if (file.isDirectory() && !RunFiles.isLink(files, file.getPath())) {
                collect(file.getPath(), name + "/", found);
            } else {
                found.add(name);
            }
        }
    }

    /** Renames the folder: atomically if the new name does not exist, otherwise like {@link #moveFiles}. */
    void move(String to, List<String> names) throws IOException {
        Path target = new Path(root, to);
        if (files.exists(target)) {
            moveFiles(to, names);
        } else if (!files.rename(top, target)) {
            throw new IOException("cannot rename " + top + " to " + target);
        }
    }

    /**
     * Moves files into another folder one by one, keeping its other files, and removes this folder.
     *
     * @param to a subfolder of the same folder
     * @param names the files in the order of moving, possibly in subfolders
     */
    public void moveFiles(String to, List<String> names) throws IOException {
        for (String name : names) {
            Path target = new Path(root, to + "/" + name);
            if (isBehindLink(target)) {
                throw new IOException(target + " must not be behind a symbolic link");
            }
            files.mkdirs(target.getParent());
            placement.rename(new Path(top, name), target);
        }
        remove();
    }

    /** Removes the folder with its contents, or the file or link with this name, if it exists. */
    public void remove() throws IOException {
        if (RunFiles.isLink(files, top)) {
            RunFiles.remove(files, top);
        } else {
            files.delete(top, true);
        }
    }

    /**
     * Removes some files, then the subfolders that become empty, and the folder if it is empty.
     *
     * @param names the files in the order of removal, possibly in subfolders
     */
    public void removeFiles(List<String> names) throws IOException {
        Set<Path> folders =
                new TreeSet<>(Comparator.comparingInt(Path::depth).reversed().thenComparing(path -> path));
        folders.add(top);
        for (String name : names) {
            Path file = new Path(top, name);
            if (!isBehindLink(file)) {
                RunFiles.remove(files, file);
                for (Path parent = file.getParent(); parent.depth() > root.depth(); parent = parent.getParent()) {
                    folders.add(parent);
                }
            }
        }
        for (Path folder : folders) {
            removeIfEmpty(folder);
        }
    }

    private void removeIfEmpty(Path path) throws IOException {
        if (!RunFiles.isLink(files, path) && files.exists(path) && files.listStatus(path).length == 0) {
            files.delete(path, false);
        }
    }

    /** Removes checksum files. */
    public void removeChecksums() throws IOException {
        for (String file : list()) {
            Path path = new Path(top, file);
            if (path.getName().matches("[.].*[.]crc")) {
                files.delete(path, false);
            }
        }
    }

    /** Whether the path from the root to a file contains a link. */
    private boolean isBehindLink(Path file) {
        Path parent = file.getParent();
        while (parent.depth() > root.depth() && !RunFiles.isLink(files, parent)) {
            parent = parent.getParent();
        }
        return parent.depth() > root.depth();
    }
}
