package dev.lockstep.math;

import dev.lockstep.catalog.Names;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.List;
import java.util.Locale;

/** The implementations of matrix products. */
public enum Backend {
    /** The fastest of the others that is available in this process. */
    AUTO,
    /** OpenBLAS, bundled for Linux, or another BLAS through JNI. */
    NATIVE,
    /** The Vector API, if the process was started with {@code --add-modules=jdk.incubator.vector}. */
    VECTOR,
    /** Plain loops with the same bits on any processor. */
    JAVA;

    private static final String NEEDS = "it is bundled for Linux on x86-64 and arm64";
    private static final List<String> NAMES = List.of("auto", "native", "vector", "java");

    /** The backend of a plan's {@code math.blas}. */
    public static Backend of(String name) {
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
     * @throws IllegalStateException naming what is missing on this host
     */
    public Products products() {
        return switch (taken()) {
            case AUTO -> throw new AssertionError();
            case NATIVE ->
                new BlasProducts(
                        NativeBlas.instance().blas(), NativeBlas.instance().best());
            case VECTOR -> new BlasProducts(vectorBlas(), BlasProducts.Size.LARGE);
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
            case NATIVE -> NativeBlas.instance().name();
            case VECTOR -> "Vector API" + (this == AUTO ? "; OpenBLAS is about twice as fast, " + NEEDS : "");
            case JAVA -> "plain Java" + (this == AUTO ? "; OpenBLAS is about eight times as fast, " + NEEDS : "");
        };
    }

    private static final class Fastest {
        static final Backend BACKEND = NativeBlas.isThere() ? NATIVE : vectorIsThere() ? VECTOR : JAVA;

        private static boolean vectorIsThere() {
            try {
                return vectorBlas() != null;
            } catch (IllegalStateException e) {
                return false;
            }
        }
    }

    private static BLAS vectorBlas() {
        // Netlib loads its native library at first use, so ours must be set before.
        NativeBlas.isThere();
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
