package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import java.util.List;

/** The gradients of a single network. */
@FunctionalInterface
public interface OneGradient extends Gradients {

    @Override
    GradientSum at(float[] parameters, Step step);

    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // A single network is what it is for.
    default List<GradientSum> at(int[] members, float[] parameters, Step step) {
        assertArrayEquals(new int[] {0}, members);
        return List.of(at(parameters, step));
    }
}
