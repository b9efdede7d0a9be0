package dev.lockstep.objective;

import dev.lockstep.catalog.Choice;
import java.util.List;
import java.util.Map;

/** Every loss as its textbook formula over one row, in double. Outputs of moderate size only: nothing is made stable. */
public final class PlainLoss {

    private PlainLoss() {}

    /**
     * The loss of one row; for rmse the mean square, of which {@link #mean} takes the root.
     *
     * @param targets one a unit, or one class index
     */
    public static double row(Choice<Loss> loss, double[] outputs, float[] targets) {
        return switch (loss.name()) {
            case "mse", "rmse" -> meanOverUnits(outputs, targets, (z, t) -> (z - t) * (z - t));
            case "mae" -> meanOverUnits(outputs, targets, (z, t) -> Math.abs(z - t));
            case "huber" -> meanOverUnits(outputs, targets, (z, t) -> huber(z - t, argument(loss, "delta")));
            case "log_cosh" -> meanOverUnits(outputs, targets, (z, t) -> Math.log(Math.cosh(z - t)));
            case "quantile" -> quantile(outputs, targets, ((Map<?, ?>) loss.words()).get("quantiles"));
            case "poisson" -> meanOverUnits(outputs, targets, (z, t) -> Math.exp(z) - t * z);
            case "gamma" -> meanOverUnits(outputs, targets, (z, t) -> z + t / Math.exp(z));
            case "tweedie" ->
                meanOverUnits(outputs, targets, (z, t) -> tweedie(Math.exp(z), t, argument(loss, "power")));
            case "binary_cross_entropy" ->
                meanOverUnits(outputs, targets, (z, t) -> -t * Math.log(sigmoid(z)) - (1 - t) * Math.log(sigmoid(-z)));
            case "hinge" -> meanOverUnits(outputs, targets, (z, t) -> Math.max(0, 1 - (2 * t - 1) * z));
            case "binary_focal" -> meanOverUnits(outputs, targets, (z, t) -> binaryFocal(loss, t == 1 ? z : -z, t));
            case "focal" -> focal(outputs, targets, argument(loss, "gamma"));
            case "cross_entropy" -> smoothed(loss, outputs, targets);
            case "kl_divergence" -> crossEntropy(outputs, targets) - entropy(targets);
            case "multiclass_hinge" -> multiclassHinge(outputs, (int) targets[0]);
            default -> throw new IllegalArgumentException("no plain " + loss);
        };
    }

    /** The loss of rows whose weighted sum of row losses this is. */
    public static double mean(Choice<Loss> loss, double lossSum, double weightSum) {
        double mean = weightSum == 0 ? 0 : lossSum / weightSum;
        return loss.name().equals("rmse") ? Math.sqrt(mean) : mean;
    }

    /** What the weighted sum of row gradients is multiplied by to become the gradient of {@link #mean}. */
    public static double gradientScale(Choice<Loss> loss, double lossSum, double weightSum) {
        if (weightSum == 0 || (lossSum == 0 && loss.name().equals("rmse"))) {
            return 0;
        }
        return (loss.name().equals("rmse") ? 0.5 / mean(loss, lossSum, weightSum) : 1) / weightSum;
    }

    private interface OfUnit {
        double value(double output, double target);
    }

    private static double meanOverUnits(double[] outputs, float[] targets, OfUnit loss) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += loss.value(outputs[i], targets[i]);
        }
        return sum / outputs.length;
    }

    private static double huber(double error, double delta) {
        double size = Math.abs(error);
        return size < delta ? error * error / 2 : delta * (size - delta / 2);
    }

    private static double quantile(double[] outputs, float[] targets, Object quantiles) {
        List<?> shares = quantiles instanceof List<?> list ? list : List.of(quantiles);
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            double distance = targets[i / shares.size()] - outputs[i];
            double share = (Double) shares.get(i % shares.size());
            sum += distance > 0 ? share * distance : (share - 1) * distance;
        }
        return sum / outputs.length;
    }

    private static double tweedie(double mean, double target, double power) {
        return Math.pow(mean, 2 - power) / (2 - power) - target * Math.pow(mean, 1 - power) / (1 - power);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double binaryFocal(Choice<Loss> loss, double margin, double target) {
        Object alpha = ((Map<?, ?>) loss.words()).get("alpha");
        double weight = alpha instanceof Double share ? (target == 1 ? share : 1 - share) : 1;
        return -weight * Math.pow(sigmoid(-margin), argument(loss, "gamma")) * Math.log(sigmoid(margin));
    }

    private static double focal(double[] outputs, float[] targets, double gamma) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            double target = targets.length > 1 ? targets[i] : i == (int) targets[0] ? 1 : 0;
            double surprise = crossEntropy(outputs, new float[] {i});
            sum += target * Math.pow(1 - Math.exp(-surprise), gamma) * surprise;
        }
        return sum;
    }

    private static double crossEntropy(double[] outputs, float[] targets) {
        double sum = 0;
        for (double output : outputs) {
            sum += Math.exp(output);
        }
        if (targets.length == 1) {
            return -Math.log(Math.exp(outputs[(int) targets[0]]) / sum);
        }
        double loss = 0;
        for (int i = 0; i < outputs.length; i++) {
            loss -= targets[i] * Math.log(Math.exp(outputs[i]) / sum);
        }
        return loss;
    }

    /** Part of the cross-entropy with the targets, part of that with an even distribution. */
    private static double smoothed(Choice<Loss> loss, double[] outputs, float[] targets) {
        double share = loss.words() instanceof Map ? argument(loss, "labelSmoothing") : 0;
        double even = 0;
        for (int i = 0; i < outputs.length; i++) {
            even += crossEntropy(outputs, new float[] {i}) / outputs.length;
        }
        return (1 - share) * crossEntropy(outputs, targets) + share * even;
    }

    private static double entropy(float[] targets) {
        double entropy = 0;
        for (double target : targets) {
            entropy -= target == 0 ? 0 : target * Math.log(target);
        }
        return entropy;
    }

    private static double multiclassHinge(double[] outputs, int right) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += i == right ? 0 : Math.max(0, outputs[i] - outputs[right] + 1);
        }
        return sum;
    }

    private static double argument(Choice<?> choice, String name) {
        return ((Number) ((Map<?, ?>) choice.words()).get(name)).doubleValue();
    }
}
