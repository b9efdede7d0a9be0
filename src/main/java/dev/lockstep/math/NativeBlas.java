package dev.lockstep.math;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.EnvironmentException;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The BLAS behind JNI of this process: the bundled OpenBLAS, or the library set in {@value #PATH_PROPERTY}, or the
 * system's {@code libblas.so.3}.
 *
 * <p>{@code dev.ludovic.netlib} reads that property once, at first use; Spark and Breeze then use the same library. The
 * bundled one computes with one thread, set by call.
 */
final class NativeBlas {

    static final String PATH_PROPERTY = "dev.ludovic.netlib.blas.nativeLibPath";

    private static final String LIBRARY = "libopenblas_nolapack.so.0";

    /** The library that the user chose for netlib, or null. */
    private static final String CHOSEN = chosen();

    private final BLAS blas;
    private final String name;

    private NativeBlas(BLAS blas, String name) {
        this.blas = blas;
        this.name = name;
    }

    /** @throws EnvironmentException if there is none, with the reason */
    static NativeBlas instance() {
        if (Holder.INSTANCE == null) {
            throw new EnvironmentException(Holder.REFUSAL);
        }
        return Holder.INSTANCE;
    }

    /** Whether the user chose a library for netlib. */
    static boolean isChosen() {
        return CHOSEN != null;
    }

    static boolean isThere() {
        return Holder.INSTANCE != null;
    }

    BLAS blas() {
        return blas;
    }

    /** Such as {@code OpenBLAS 0.3.31}. */
    String name() {
        return name;
    }

    private static final class Holder {

        static final NativeBlas INSTANCE;
        static final String REFUSAL;

        static {
            NativeBlas found = null;
            String refusal = "";
            try {
                found = load();
            } catch (RuntimeException | LinkageError e) {
                refusal = key("math.blas") + " is native but this process has no BLAS library: none is bundled for "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                        + ", or it cannot be loaded here (" + e
                        + "); use " + key("math.blas: java") + ", or name a library in -D" + PATH_PROPERTY;
            }
            INSTANCE = found;
            REFUSAL = refusal;
        }
    }

    /** The property, unless Lockstep set it, perhaps that of another class loader. */
    private static String chosen() {
        String path = System.getProperty(PATH_PROPERTY);
        return path == null || path.endsWith(LIBRARY) ? null : path;
    }

    private static NativeBlas load() {
        Path ours = isChosen() ? null : unpacked();
        if (ours != null) {
            System.setProperty(PATH_PROPERTY, ours.toString());
        }
        BLAS blas = quietly();
        if (ours == null) {
            return new NativeBlas(blas, isChosen() ? CHOSEN : "the system's BLAS");
        }
        if (anotherBlasIsLoaded(ours)) {
            return new NativeBlas(blas, "a BLAS that other code of this process loaded first");
        }
        openblas_nolapack.blas_set_num_threads(1);
        return new NativeBlas(blas, openblas_nolapack.OPENBLAS_VERSION.strip());
    }

    /**
     * The path of the bundled library, unpacked and loaded with its dependencies; null if there is none for this
     * platform.
     */
    private static Path unpacked() {
        try {
            LibraryFolder.choose();
            Path folder =
                    new File(Loader.load(openblas_nolapack.class)).toPath().getParent();
            Path library = folder == null ? null : folder.resolve(LIBRARY);
            return library != null && Files.exists(library) ? library : null;
        } catch (LinkageError | RuntimeException | IOException e) {
            return null;
        }
    }

    /** Suppresses the warnings of netlib about missing libraries; Lockstep reports the library in use. */
    private static BLAS quietly() {
        Logger logger = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return NativeBLAS.getInstance();
        } finally {
            logger.setLevel(before);
        }
    }

    /** Whether another BLAS is loaded in the process: then netlib was used before ours was set. */
    private static boolean anotherBlasIsLoaded(Path ours) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                String file = line.substring(Math.max(0, line.indexOf('/')));
                String fileName = file.substring(file.lastIndexOf('/') + 1);
                if (fileName.matches("lib(blas|openblas|mkl|blis|armpl).*") && !file.equals(realPath(ours))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static String realPath(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return path.toString();
        }
    }
}
