package dev.lockstep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PenaltyTest {

    /** Weights at 0 to 14 and 25 to 34; biases, slopes and the last biases between and behind. */
    private static final Network NETWORK = Network.of(
            3,
            List.of(new Network.Hidden(5, Activations.CATALOG.choose("prelu").value(), 0, Double.POSITIVE_INFINITY)),
            2,
            identity());

    @Test
    void thePenaltyIsTheSumOfModuliAndSquaresOfWeightsWithoutAHalf() {
        Network network = Network.of(2, List.of(), 1, identity());
        float[] parameters = {3, -2, 1000};
        assertEquals(5, new Penalty(1, 0).value(network, parameters));
        assertEquals(13, new Penalty(0, 1).value(network, parameters));
        assertEquals(0.5 * 5 + 0.1 * 13, new Penalty(0.5, 0.1).value(network, parameters), 1e-12);
        float[] gradient = {100, 200, 300};
        new Penalty(0.5, 0.25).addGradient(network, parameters, gradient);
        assertArrayEquals(new float[] {102, 198.5f, 300}, gradient);
    }

    /** The value in double moves by an exact step of a parameter. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0.01, 0", "0, 0.05", "0.01, 0.02", "3, 0.5"})
    void theGradientIsTheDifferenceOfTheValue(double l1, double l2) {
        Penalty penalty = new Penalty(l1, l2);
        float[] parameters = RandomArrays.normal(NETWORK.parameterCount(), 1);
        float[] gradient = new float[parameters.length];
        penalty.addGradient(NETWORK, parameters, gradient);
        float step = 0x1p-10f;
        for (int i = 0; i < parameters.length; i++) {
            float at = parameters[i];
            parameters[i] = at + step;
            double above = penalty.value(NETWORK, parameters);
            double width = parameters[i];
            parameters[i] = at - step;
            double below = penalty.value(NETWORK, parameters);
            width -= parameters[i];
            parameters[i] = at;
            assertEquals((above - below) / width, gradient[i], 1e-6 * Math.max(1, l1 + l2), "parameter " + i);
        }
    }

    @Test
    void biasesAndLearnedSlopesAreFree() {
        float[] parameters = RandomArrays.normal(NETWORK.parameterCount(), 2);
        float[] gradient = new float[parameters.length];
        new Penalty(1, 1).addGradient(NETWORK, parameters, gradient);
        for (int i = 0; i < gradient.length; i++) {
            boolean weight = i < 15 || (i >= 25 && i < 35);
            assertEquals(weight, gradient[i] != 0, "parameter " + i);
        }
    }

    @Test
    void theSlopeOfAModulusAtZeroIsZero() {
        float[] gradient = new float[3];
        new Penalty(1, 1).addGradient(Network.of(2, List.of(), 1, identity()), new float[] {0, -0f, 0}, gradient);
        assertArrayEquals(new float[3], gradient);
    }

    @Test
    void aPenaltyOutsideItsDomainIsRefused() {
        assertEquals("penalty.l1 must be 0 or a positive number but is -1", refusal(-1, 0));
        assertEquals("penalty.l2 must be 0 or a positive number but is NaN", refusal(0, Double.NaN));
        assertEquals(Penalty.NONE, new Penalty(0, 0));
    }

    private static Activation identity() {
        return Activations.CATALOG.choose("identity").value();
    }

    private static String refusal(double l1, double l2) {
        return assertThrows(IllegalArgumentException.class, () -> new Penalty(l1, l2))
                .getMessage();
    }
}
