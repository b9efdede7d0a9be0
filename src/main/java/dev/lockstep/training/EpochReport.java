package dev.lockstep.training;

import dev.lockstep.catalog.Names;
import dev.lockstep.objective.Loss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The results of an epoch. Of an ensemble, losses, metrics, rates and norms are means over the networks that took part.
 *
 * @param epoch from 1
 * @param step steps taken so far
 * @param trainLoss the mean loss over the epoch's rows, each at the parameters before its step, with dropout, without
 *     penalty
 * @param validation metrics after the epoch; empty without validation data
 * @param learningRate of the epoch's last step
 * @param gradientNorm of the epoch's last step, including the penalty
 * @param rowsPerSecond over training time only
 * @param stepMillis the mean of each phase over the epoch's steps
 */
public record EpochReport(
        int epoch,
        long step,
        double trainLoss,
        Map<String, Double> validation,
        double learningRate,
        double gradientNorm,
        double rowsPerSecond,
        Map<StepTimer.Phase, Double> stepMillis) {

    /** The fields as in a run's {@code history.jsonl}; {@code validation} is null if there is none. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epoch", epoch);
        fields.put("step", step);
        fields.put("train", Map.of("loss", trainLoss));
        fields.put("validation", validation.isEmpty() ? null : validation);
        fields.put("learningRate", learningRate);
        fields.put("gradientNorm", gradientNorm);
        fields.put("rowsPerSecond", rowsPerSecond);
        Map<String, Double> millis = new LinkedHashMap<>();
        stepMillis.forEach((phase, mean) -> millis.put(Names.of(phase), mean));
        fields.put("stepMillis", millis);
        return fields;
    }

    /**
     * The report of networks before their sums are cleared.
     *
     * @param metrics of each of them
     */
    static EpochReport of(
            int epoch,
            List<Member> members,
            Loss loss,
            List<Map<String, Double>> metrics,
            double rowsPerSecond,
            Map<StepTimer.Phase, Double> stepMillis) {
        return new EpochReport(
                epoch,
                members.get(0).state().step(),
                mean(members, sums -> loss.mean(sums.lossSum(), sums.weightSum())),
                mean(metrics),
                mean(members, EpochSums::learningRate),
                mean(members, EpochSums::gradientNorm),
                rowsPerSecond,
                stepMillis);
    }

    private static double mean(List<Member> members, ToDoubleFunction<EpochSums> value) {
        double sum = 0;
        for (Member member : members) {
            sum += value.applyAsDouble(member.state().sums());
        }
        return sum / members.size();
    }

    private static Map<String, Double> mean(List<Map<String, Double>> metrics) {
        Map<String, Double> means = new LinkedHashMap<>(metrics.get(0));
        for (Map<String, Double> more : metrics.subList(1, metrics.size())) {
            more.forEach((name, value) -> means.merge(name, value, Double::sum));
        }
        means.replaceAll((name, sum) -> sum / metrics.size());
        return means;
    }
}
