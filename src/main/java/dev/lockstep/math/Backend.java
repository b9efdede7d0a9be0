package dev.lockstep.math;

import dev.lockstep.catalog.Names;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.List;
import java.util.Locale;

/** Who computes the matrix products. */
public enum Backend {
    /** The system's BLAS through JNI. It must run on one thread: start the process with its own setting for that. */
    NATIVE,
    /** The Vector API, where the process was started with {@code --add-modules=jdk.incubator.vector}. */
    VECTOR,
    /** Plain loops with the same bits on any processor. */
    JAVA;

    private static final List<String> NAMES = List.of("auto", "native", "vector", "java");

    /** The backend of a plan's {@code math.blas}; {@code auto} is {@link #JAVA}. */
    public static Backend of(String name) {
        if (name.equals("auto")) {
            return JAVA;
        }
        for (Backend backend : values()) {
            if (backend.toString().equals(name)) {
                return backend;
            }
        }
        throw new IllegalArgumentException(Names.unknown("math.blas", name, NAMES));
    }

    /**
     * New products of this backend, to be used by one thread at a time.
     *
     * @throws IllegalStateException saying what is missing on this host
     */
    public Products products() {
        return switch (this) {
            case NATIVE -> new BlasProducts(nativeBlas());
            case VECTOR -> new BlasProducts(vectorBlas());
            case JAVA -> new PlainProducts();
        };
    }

    private static BLAS nativeBlas() {
        try {
            return NativeBLAS.getInstance();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    "math.blas is native but this host has no BLAS library (libblas.so.3, for example OpenBLAS);"
                            + " install one or use math.blas: java",
                    e);
        }
    }

    private static BLAS vectorBlas() {
        BLAS blas = JavaBLAS.getInstance();
        if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new IllegalStateException("math.blas is vector but this process was started without the module"
                    + " jdk.incubator.vector; start it with"
                    + " --driver-java-options --add-modules=jdk.incubator.vector, or use math.blas: java");
        }
        return blas;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
