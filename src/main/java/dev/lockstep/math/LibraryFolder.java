package dev.lockstep.math;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where JavaCPP unpacks libraries, to load them: a folder of the user's own. Left to itself, without a home that can be
 * written it takes one below the folder of temporary files whose name everybody can tell, and make before.
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

    /** A new one, which nobody else can read, and which goes with the process. */
    private static File temporary() throws IOException {
        Path folder = Files.createTempDirectory("lockstep-openblas");
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
