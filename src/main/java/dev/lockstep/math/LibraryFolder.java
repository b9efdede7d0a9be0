package dev.lockstep.math;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder in which JavaCPP unpacks libraries: a folder of the user. Without a writable home, JavaCPP would use a
 * predictable folder in the temporary folder, which others could create first.
 */
final class LibraryFolder {

    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private LibraryFolder() {}

    /** Chooses it, unless the user or an earlier call did. */
    static void choose() throws IOException {
        if (System.getProperty(PROPERTY) == null && System.getProperty("org.bytedeco.javacpp.cacheDir") == null) {
            File home = new File(System.getProperty("user.home", ""), ".javacpp/cache");
            System.setProperty(PROPERTY, (isUsable(home) ? home : temporary()).toString());
        }
    }

    private static boolean isUsable(File folder) {
        return folder.isAbsolute()
                && (folder.isDirectory() || folder.mkdirs())
                && folder.canRead()
                && folder.canWrite()
                && folder.canExecute();
    }

    /** A new private folder, deleted with the process. */
    private static File temporary() throws IOException {
        Path folder = Files.createTempDirectory("lockstep-libraries");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder.toFile())));
        return folder.toFile();
    }

    private static void remove(File file) {
        File[] inside = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
        if (inside != null) {
            for (File one : inside) {
                remove(one);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
