package dev.lockstep.training;

import dev.lockstep.data.Scaling;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Implicit centering of sparse inputs. Subtracting the mean would make zeros non-zero, so inputs are only divided by
 * their scales and the first layer does the rest: W·(x − mean)/scale + b = W·(x/scale) + b′ with b′ = b − W·centre and
 * centre = mean/scale; of a curve f, x/scale is f(x) − f(0) and centre is −f(0). Therefore ∂/∂W = (∂/∂W at b′) − ∂/∂b′·centreᵀ. The optimizer sees W and b alone.
 *
 * <p>Memory: a copy of the parameters. Belongs to one thread at a time.
 */
public final class ImplicitCentering {

    private final Layer first;
    /** The parameters of one network. */
    private final int count;

    private final double[] centre;
    private float[] shifted = new float[0];

    private ImplicitCentering(Network network, double[] centre) {
        this.first = network.layers().get(0);
        this.count = network.parameterCount();
        this.centre = centre;
    }

    /** Empty if all means are 0. */
    public static Optional<ImplicitCentering> of(Network network, Scaling scaling) {
        double[] centre = new double[scaling.mean().length];
        boolean moves = false;
        for (int i = 0; i < centre.length; i++) {
            centre[i] = scaling.centre(i);
            moves |= centre[i] != 0;
        }
        return moves ? Optional.of(new ImplicitCentering(network, centre)) : Optional.empty();
    }

    /** Gradients at parameters for centred inputs, from gradients for uncentred inputs. */
    public Gradients gradients(Gradients uncentred) {
        return (members, parameters, step) -> {
            List<GradientSum> sums = uncentred.at(members, shifted(parameters), step);
            sums.forEach(this::complete);
            return sums;
        };
    }

    /** An evaluation of parameters for centred inputs, from one for uncentred inputs. */
    public Evaluation evaluation(Evaluation uncentred) {
        return (networks, parameters) -> uncentred.at(networks, shifted(parameters));
    }

    /** The parameters of one network or several for uncentred inputs; valid until the next call. */
    public float[] shifted(float[] parameters) {
        if (shifted.length != parameters.length) {
            shifted = new float[parameters.length];
        }
        System.arraycopy(parameters, 0, shifted, 0, parameters.length);
        for (int of = 0; of < parameters.length; of += count) {
            int network = of;
            forEachUnit(unit -> {
                int from = network + first.offset() + unit * first.inputs();
                int bias = network + first.biasOffset() + unit;
                shifted[bias] = (float) (parameters[bias] - product(parameters, from));
            });
        }
        return shifted;
    }

    private void forEachUnit(IntConsumer work) {
        IntStream units = IntStream.range(0, first.outputs());
        (first.weightCount() > ChunkedLoops.SHORT ? units.parallel() : units).forEach(work);
    }

    /** Σ weight·centre over a unit, in four lanes, because one chain of additions would be latency-bound. */
    private double product(float[] parameters, int from) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 4 <= centre.length; i += 4) {
            sum0 += parameters[from + i] * centre[i];
            sum1 += parameters[from + i + 1] * centre[i + 1];
            sum2 += parameters[from + i + 2] * centre[i + 2];
            sum3 += parameters[from + i + 3] * centre[i + 3];
        }
        for (; i < centre.length; i++) {
            sum0 += parameters[from + i] * centre[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    private void complete(GradientSum sum) {
        float[] gradient = sum.gradient();
        forEachUnit(unit -> {
            int from = first.offset() + unit * first.inputs();
            double ofBias = gradient[first.biasOffset() + unit];
            for (int i = 0; i < centre.length; i++) {
                gradient[from + i] = (float) (gradient[from + i] - ofBias * centre[i]);
            }
        });
    }
}
