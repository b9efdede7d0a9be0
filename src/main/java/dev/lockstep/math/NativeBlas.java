package dev.lockstep.math;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.EnvironmentException;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
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

    private static final String CORE_TYPE = "OPENBLAS_CORETYPE";
    /** Core types of OpenBLAS with AVX-512. */
    private static final Set<String> WIDE_CORES = Set.of("skylakex", "cooperlake", "sapphirerapids");

    private final BLAS blas;
    private final String name;
    private final BlasProducts.Size best;

    private NativeBlas(BLAS blas, String name, BlasProducts.Size best) {
        this.blas = blas;
        this.name = name;
        this.best = best;
    }

    /** @throws EnvironmentException if there is none, with the reason */
    static NativeBlas instance() {
        if (Holder.INSTANCE == null) {
            throw new EnvironmentException(Holder.REFUSAL);
        }
        return Holder.INSTANCE;
    }

    static boolean isThere() {
        return Holder.INSTANCE != null;
    }

    BLAS blas() {
        return blas;
    }

    /** The size of products that it computes fastest. */
    BlasProducts.Size best() {
        return best;
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

    private static NativeBlas load() {
        String chosen = System.getProperty(PATH_PROPERTY);
        Path ours = chosen == null ? unpacked() : null;
        if (ours != null) {
            System.setProperty(PATH_PROPERTY, ours.toString());
        }
        BLAS blas = quietly();
        if (ours == null) {
            return new NativeBlas(blas, chosen == null ? "the system's BLAS" : chosen, BlasProducts.Size.LARGE);
        }
        if (anotherBlasIsLoaded(ours)) {
            return new NativeBlas(blas, "a BLAS that other code of this process loaded first", BlasProducts.Size.LARGE);
        }
        openblas_nolapack.blas_set_num_threads(1);
        BlasProducts.Size best = isWide() ? BlasProducts.Size.SMALL : BlasProducts.Size.LARGE;
        return new NativeBlas(blas, openblas_nolapack.OPENBLAS_VERSION.strip(), best);
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

    /** Whether OpenBLAS uses its AVX-512 kernels, according to the environment or the processor. */
    private static boolean isWide() {
        String chosen = System.getenv(CORE_TYPE);
        if (chosen != null && !chosen.isBlank()) {
            return WIDE_CORES.contains(chosen.strip().toLowerCase(Locale.ROOT));
        }
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512vl");
        } catch (IOException e) {
            return false;
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
