package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.catalog.Choice;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activations;
import dev.lockstep.network.PlainNetwork;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.PlainLoss;
import dev.lockstep.objective.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardEvaluationTest {

    private static final int COUNT = 60;

    /** The network has dropout, which an evaluation must not see. */
    @ParameterizedTest
    @CsvSource({
        "mse, 1",
        "mse, 3",
        "mae, 2",
        "rmse, 2",
        "huber, 1",
        "log_cosh, 1",
        "quantile, 2",
        "poisson, 2",
        "gamma, 1",
        "tweedie, 1",
        "binary_focal, 1",
        "focal, 3",
        "binary_cross_entropy, 1",
        "binary_cross_entropy, 3",
        "hinge, 1",
        "hinge, 2",
        "cross_entropy, 2",
        "cross_entropy, 4",
        "multiclass_hinge, 3"
    })
    void metricsAreThoseOfThePlainNetwork(String name, int units) {
        Choice<Loss> loss = Losses.CATALOG.choose(name);
        PlainNetwork plain = plain(units);
        float[] parameters = RandomArrays.normal(plain.parameterCount(), 1);
        Rows rows = rows(loss.value(), units);
        double lossSum = 0;
        double weightSum = 0;
        double right = 0;
        double square = 0;
        for (int row = 0; row < COUNT; row++) {
            double[] outputs = plain.outputs(Differences.toDoubles(parameters), rows.features()[row], null);
            float[] targets = rows.targets()[row];
            double weight = rows.weight(row);
            lossSum += weight * PlainLoss.row(loss, outputs, targets);
            weightSum += weight;
            switch (loss.value().task()) {
                case REGRESSION -> {
                    for (int i = 0; i < units; i++) {
                        double prediction = loss.value().hasLogLink() ? Math.exp(outputs[i]) : outputs[i];
                        square += weight * Math.pow(prediction - targets[i], 2) / units;
                    }
                }
                case BINARY, MULTI_LABEL -> {
                    for (int i = 0; i < units; i++) {
                        right += (outputs[i] >= 0) == (targets[i] == 1) ? weight / units : 0;
                    }
                }
                case MULTICLASS -> right += largest(outputs) == (int) targets[0] ? weight : 0;
            }
        }
        Map<String, Double> metrics = metrics(loss.value(), plain, parameters, rows, Scaling.none(units), 7);
        double mean = PlainLoss.mean(loss, lossSum, weightSum);
        assertEquals(mean, metrics.get("loss"), 1e-6 * Math.max(1, mean));
        if (loss.value().givesProbabilities()
                && name.endsWith("cross_entropy")
                && (units == 1 || loss.value().task() == Task.MULTICLASS)) {
            assertEquals(mean, metrics.get("log_loss"), 1e-5 * Math.max(1, mean));
        }
        if (metrics.containsKey("rmse")) {
            assertEquals(Math.sqrt(square / weightSum), metrics.get("rmse"), 1e-6);
        } else {
            assertEquals(right / weightSum, metrics.get("accuracy"), 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 59, 60, 512})
    void theBlockSizeDoesNotMatter(int block) {
        Loss loss = Losses.CATALOG.choose("cross_entropy").value();
        PlainNetwork plain = plain(3);
        float[] parameters = RandomArrays.normal(plain.parameterCount(), 1);
        Rows rows = rows(loss, 3);
        Map<String, Double> whole = metrics(loss, plain, parameters, rows, Scaling.none(3), COUNT);
        metrics(loss, plain, parameters, rows, Scaling.none(3), block)
                .forEach((name, value) -> assertEquals(whole.get(name), value, 1e-12, name));
    }

    @Test
    void errorsOfScaledLabelsAreInTheLabelsOwnUnit() {
        Loss loss = Losses.CATALOG.choose("mse").value();
        PlainNetwork plain = plain(1);
        float[] parameters = RandomArrays.normal(plain.parameterCount(), 1);
        Rows rows = rows(loss, 1);
        Scaling scaling = new Scaling(new double[] {1000}, new double[] {50});
        Map<String, Double> scaled = metrics(loss, plain, parameters, rows, scaling, 7);
        Map<String, Double> raw = metrics(loss, plain, parameters, rows, Scaling.none(1), 7);
        assertEquals(50 * raw.get("rmse"), scaled.get("rmse"), 1e-9);
        assertEquals(50 * raw.get("mae"), scaled.get("mae"), 1e-9);
        assertEquals(raw.get("r2"), scaled.get("r2"), 1e-9);
        assertEquals(raw.get("loss"), scaled.get("loss"));
    }

    private static Map<String, Double> metrics(
            Loss loss, PlainNetwork plain, float[] parameters, Rows rows, Scaling scaling, int block) {
        ShardEvaluation evaluation = new ShardEvaluation(plain.network(), loss, scaling, 5, COUNT);
        BlockReader reader = new BlockReader(plain.network(), Backend.JAVA.products(), block);
        Tally tally = null;
        for (Shard shard : rows.pack(4)) {
            Tally ofShard = evaluation.of(reader, parameters, shard);
            tally = tally == null ? ofShard : tally.merge(ofShard);
        }
        return tally.metrics(loss::mean);
    }

    private static PlainNetwork plain(int outputs) {
        return new PlainNetwork(
                4,
                List.of(
                        new PlainNetwork.Part(5, Activations.CATALOG.choose("tanh"), 0.5),
                        new PlainNetwork.Part(outputs, Activations.CATALOG.choose("identity"))));
    }

    private static Rows rows(Loss loss, int units) {
        float[] noise = RandomArrays.normal(COUNT * units, 2);
        float[][] targets = new float[COUNT][];
        float[] weights = new float[COUNT];
        for (int row = 0; row < COUNT; row++) {
            weights[row] = row % 5 / 2f;
            targets[row] = new float[loss.task() == Task.MULTICLASS ? 1 : units];
            for (int i = 0; i < targets[row].length; i++) {
                float value = noise[row * units + i];
                targets[row][i] = switch (loss.task()) {
                    case REGRESSION -> loss.hasLogLink() ? Math.abs(value) : value;
                    case BINARY, MULTI_LABEL -> value > 0 ? 1 : 0;
                    case MULTICLASS -> row % units;
                };
            }
        }
        return Rows.random(COUNT, 4, targets, weights);
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
