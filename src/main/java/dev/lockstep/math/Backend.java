package dev.lockstep.math;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.EnvironmentException;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Locale;

/** The implementations of matrix products. */
public enum Backend {
    /** The fastest of the others that is available in this process. */
    AUTO,
    /** OneDNN or OpenBLAS, bundled for Linux, or another BLAS through JNI. */
    NATIVE,
    /** The Vector API, if the process was started with {@code --add-modules=jdk.incubator.vector}. */
    VECTOR,
    /** Plain loops with the same bits on any processor. */
    JAVA;

    private static final String NEEDS = "it is bundled for Linux on x86-64 and arm64";

    /**
     * New products of this backend, to be used by one thread at a time.
     *
     * @throws EnvironmentException naming what is missing on this host
     */
    public Products products() {
        return switch (taken()) {
            case AUTO -> throw new AssertionError();
            case NATIVE ->
                OneDnn.instance() == null
                        ? new BlasProducts(NativeBlas.instance().blas())
                        : new OneDnnProducts(OneDnn.instance());
            case VECTOR -> new BlasProducts(vectorBlas());
            case JAVA -> new PlainProducts();
        };
    }

    /** The backend used in this process, never {@link #AUTO}. */
    public Backend taken() {
        return this == AUTO ? Fastest.BACKEND : this;
    }

    /** The backend in use, and how to get a faster one if there is one. */
    public String description() {
        return switch (taken()) {
            case AUTO -> throw new AssertionError();
            case NATIVE ->
                OneDnn.instance() == null
                        ? NativeBlas.instance().name()
                        : OneDnn.instance().name();
            case VECTOR -> "Vector API" + (this == AUTO ? "; OpenBLAS is about twice as fast, " + NEEDS : "");
            case JAVA -> "plain Java" + (this == AUTO ? "; OpenBLAS is about eight times as fast, " + NEEDS : "");
        };
    }

    private static final class Fastest {
        static final Backend BACKEND = NativeBlas.isThere() ? NATIVE : vectorIsThere() ? VECTOR : JAVA;

        private static boolean vectorIsThere() {
            try {
                return vectorBlas() != null;
            } catch (EnvironmentException e) {
                return false;
            }
        }
    }

    private static BLAS vectorBlas() {
        // Netlib loads its native library at first use, so ours must be set before.
        NativeBlas.isThere();
        BLAS blas = JavaBLAS.getInstance();
        if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new EnvironmentException(key("math.blas")
                    + " is vector but this process was started without the module"
                    + " jdk.incubator.vector; start it with"
                    + " --driver-java-options --add-modules=jdk.incubator.vector, or use " + key("math.blas: java"));
        }
        return blas;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
