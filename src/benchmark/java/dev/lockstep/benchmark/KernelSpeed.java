package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Teacher;
import dev.lockstep.benchmark.measurement.Workload;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Products;
import dev.lockstep.math.Slice;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import java.util.List;
import java.util.Map;

/** The gradient of a block of rows on one thread, beside the matrix products in it and nothing else. */
final class KernelSpeed {

    private final List<Integer> units;
    private final int rows;
    private final double operations;
    private final Products products = Backend.AUTO.products();
    private final ShardGradient gradient;
    private final BlockReader reader;
    private final Shard shard;
    private final int[] order;
    private final Epochs epochs;
    private final float[] parameters;
    private final float[] result;
    private final float[][] layers;
    private final double seconds;
    private long step;

    /** @param shard at least so many rows */
    KernelSpeed(Workload workload, String activation, int rows, Shard shard, double seconds) {
        this.units = workload.units();
        this.rows = rows;
        this.operations = workload.operations(rows);
        this.shard = shard;
        this.seconds = seconds;
        Network network = Network.of(
                workload.inputs(),
                workload.hidden().stream()
                        .map(count -> new Network.Hidden(
                                count, Activations.CATALOG.choose(activation).value(), 0, Double.POSITIVE_INFINITY))
                        .toList(),
                workload.classes(),
                Activations.IDENTITY);
        epochs = new Epochs(new ShardLayout(shard.rows(), 1), rows);
        gradient = new ShardGradient(
                network, Losses.CATALOG.choose("cross_entropy").value(), null, 0, epochs);
        reader = new BlockReader(network, products, rows);
        order = RowOrder.of(0, 0, shard);
        parameters = network.initialParameters(
                layer -> Initializers.CATALOG.choose("he_uniform").value(), 0);
        result = new float[parameters.length];
        layers = units.stream().map(count -> new float[rows * count]).toArray(float[][]::new);
    }

    /** Rows of a workload, with their classes. */
    static Shard shard(Workload workload) {
        Teacher teacher = new Teacher(workload.inputs(), workload.classes());
        DenseFeatures features = new DenseFeatures(workload.rows(), workload.inputs());
        float[] targets = new float[workload.rows()];
        float[] values = new float[workload.inputs() + 1];
        for (int row = 0; row < workload.rows(); row++) {
            teacher.row(row, values);
            for (int i = 0; i < workload.inputs(); i++) {
                features.set(row, i, values[i]);
            }
            targets[row] = values[workload.inputs()];
        }
        return new Shard(0, workload.rows(), features, targets, null);
    }

    /** The gradient: forward, loss, backward, the gathering of the rows included. */
    void gradientOnce() {
        long steps = epochs.stepsPerEpoch();
        Step next = epochs.step(step++ % (steps - 1));
        reader.gradients().giveBack(gradient.sum(reader, parameters, shard, order, next));
    }

    /** The products of its layers: the outputs, the gradient of the weights and, but for the first layer, of the inputs. */
    void productsOnce() {
        for (int i = 1; i < layers.length; i++) {
            products.addTimesTransposed(rows, units.get(i), units.get(i - 1), of(i - 1), Slice.of(parameters), of(i));
        }
        for (int i = layers.length - 1; i > 0; i--) {
            products.transposedTimes(units.get(i), units.get(i - 1), rows, of(i), of(i - 1), Slice.of(result));
            if (i > 1) {
                products.times(rows, units.get(i - 1), units.get(i), of(i), Slice.of(parameters), of(i - 1));
            }
        }
    }

    Map<String, Double> kernel() {
        return gigaflops(this::gradientOnce);
    }

    Map<String, Double> bound() {
        return gigaflops(this::productsOnce);
    }

    private Slice of(int layer) {
        return Slice.of(layers[layer]);
    }

    private Map<String, Double> gigaflops(Runnable once) {
        long start = System.nanoTime();
        long times = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            once.run();
            times++;
            elapsed = (System.nanoTime() - start) / 1e9;
        }
        return Map.of("gigaflops", times * operations / elapsed / 1e9);
    }
}
