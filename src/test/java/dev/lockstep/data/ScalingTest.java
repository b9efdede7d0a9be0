package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScalingTest {

    @Test
    void scalingIsComputedInDoubleAndRoundedOnce() {
        Scaling scaling = new Scaling(new double[] {0, 1e9}, new double[] {1, 0.125});
        assertEquals(4f, scaling.apply(1e9 + 0.5, 1));
        assertEquals((float) 0.1, scaling.apply(0.1, 0));
    }

    @Test
    void noScalingLeavesEveryColumnAsItIs() {
        Scaling scaling = Scaling.none(3);
        assertEquals(-2.5f, scaling.apply(-2.5, 2));
        assertEquals(1e30f, scaling.apply(1e30, 0));
    }
}
