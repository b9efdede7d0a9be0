package dev.lockstep.network;

import dev.lockstep.catalog.Choice;
import dev.lockstep.math.PlainNormal;
import java.util.Map;

/** Every activation as its textbook formula, one number a call, in double. */
public final class PlainActivation {

    private static final double SELU_SCALE = 1.0507009873554804934193349852946;
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    private PlainActivation() {}

    /** @param slope the unit's learned slope, if the activation has one */
    public static double value(Choice<Activation> activation, double x, double slope) {
        return switch (activation.name()) {
            case "identity" -> x;
            case "sigmoid" -> 1 / (1 + Math.exp(-x));
            case "tanh" -> Math.tanh(x);
            case "relu" -> x > 0 ? x : 0;
            case "leaky_relu" -> x > 0 ? x : argument(activation, "slope") * x;
            case "prelu" -> x > 0 ? x : slope * x;
            case "elu" -> x > 0 ? x : argument(activation, "alpha") * Math.expm1(x);
            case "swish" -> x / (1 + Math.exp(-argument(activation, "beta") * x));
            case "selu" -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
            case "gelu" -> x * PlainNormal.distribution(x);
            case "softplus" -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
            case "mish" -> x * Math.tanh(Math.log1p(Math.exp(x)));
            default -> throw new IllegalArgumentException("no plain " + activation);
        };
    }

    static boolean learnsSlopes(Choice<Activation> activation) {
        return activation.name().equals("prelu");
    }

    static double argument(Choice<?> choice, String name) {
        return ((Number) ((Map<?, ?>) choice.words()).get(name)).doubleValue();
    }
}
