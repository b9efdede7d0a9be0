package dev.lockstep.math;

/** A process that says what its arithmetic is. */
public final class CanaryPrinter {

    private CanaryPrinter() {}

    public static void main(String[] args) {
        System.out.println(canaries());
    }

    static String canaries() {
        return Canary.compute(Backend.JAVA)
                + (ProductsTest.vectorModuleIsThere() ? " " + Canary.compute(Backend.VECTOR) : "");
    }
}
