package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NormalQuantileTest {

    @Test
    void itInvertsTheDistribution() {
        for (double p = 1e-14; p < 0.5; p *= 1.07) {
            double x = NormalQuantile.of(p);
            assertEquals(p, PlainNormal.distribution(x), Math.max(1e-13 * p, 4e-16), "p = " + p);
        }
        for (double p = 0.5; p < 1; p += 0.0037) {
            assertEquals(p, PlainNormal.distribution(NormalQuantile.of(p)), 1e-14, "p = " + p);
        }
    }

    /** From tables of the normal distribution. */
    @Test
    void knownQuantilesAreExact() {
        assertEquals(0.0, NormalQuantile.of(0.5));
        assertEquals(-0.6744897501960817, NormalQuantile.of(0.25), 1e-15);
        assertEquals(1.959963984540054, NormalQuantile.of(0.975), 1e-15);
        assertEquals(-5.199337582192817, NormalQuantile.of(1e-7), 1e-14);
    }

    @Test
    void itIsOddAboutTheMiddle() {
        for (int i = 1; i < 512; i++) {
            assertEquals(NormalQuantile.of(i / 1024.0), -NormalQuantile.of(1 - i / 1024.0));
        }
    }
}
