package dev.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ClipTest {

    @Test
    void aLongGradientIsScaledToTheLimit() {
        float[] gradient = {3, -4};
        new Clip(Clip.Kind.NORM, 1).apply(gradient, 5, 0, gradient.length);
        assertArrayEquals(new float[] {0.6f, -0.8f}, gradient, 1e-6f);
    }

    @Test
    void aShortGradientKeepsItsBits() {
        float[] gradient = {3, -4};
        new Clip(Clip.Kind.NORM, 5.001).apply(gradient, 5, 0, gradient.length);
        assertArrayEquals(new float[] {3, -4}, gradient);
        new Clip(Clip.Kind.NORM, 1).apply(new float[2], 0, 0, 2);
    }

    /** PyTorch divides by the norm plus 10⁻⁶. */
    @Test
    void aTinyLimitFeelsTheSmallNumberBesideTheNorm() {
        float[] gradient = {1e-6f};
        new Clip(Clip.Kind.NORM, 1e-6).apply(gradient, 1e-6, 0, gradient.length);
        assertEquals(5e-7f, gradient[0], 1e-13f);
    }

    @Test
    void byValueEveryElementIsHeldInItsBounds() {
        float[] gradient = {3, -4, 0.25f, -0.5f, 0.5f};
        new Clip(Clip.Kind.VALUE, 0.5).apply(gradient, 5, 0, gradient.length);
        assertArrayEquals(new float[] {0.5f, -0.5f, 0.25f, -0.5f, 0.5f}, gradient);
    }

    @Test
    void aLimitOutsideItsDomainIsRefused() {
        assertEquals("clip.norm must be a positive number but is 0", refusal(Clip.Kind.NORM, 0));
        assertEquals("clip.value must be a positive number but is -1", refusal(Clip.Kind.VALUE, -1));
    }

    private static String refusal(Clip.Kind kind, double limit) {
        return assertThrows(IllegalArgumentException.class, () -> new Clip(kind, limit))
                .getMessage();
    }
}
