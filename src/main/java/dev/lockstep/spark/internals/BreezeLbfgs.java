package dev.lockstep.spark.internals;

import breeze.linalg.DenseVector;
import breeze.math.MutableFiniteCoordinateField;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer;
import breeze.optimize.LBFGS;
import breeze.optimize.OWLQN;
import dev.lockstep.optimizer.Lbfgs;
import dev.lockstep.training.BatchMinimizer;
import dev.lockstep.training.MinimizerState;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import scala.Option;
import scala.Tuple2;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.immutable.Vector;
import scala.collection.immutable.Vector$;
import scala.collection.mutable.Builder;
import scala.runtime.AbstractFunction1;

/**
 * Breeze's L-BFGS and OWL-QN, one iteration at a time. Every iteration starts from the given state, so there is no
 * state outside checkpoints.
 */
public final class BreezeLbfgs implements BatchMinimizer {

    private static final MutableFiniteCoordinateField<DenseVector<Object>, Object, Object> SPACE = BreezeSpace.SPACE;

    @Override
    public MinimizerState next(Lbfgs method, MinimizerState state, Objective objective) {
        LBFGS<DenseVector<Object>> minimizer = minimizer(method, state.point().length, objective);
        DenseVector<Object> gradient = vector(state.gradient());
        Tuple2<Object, DenseVector<Object>> adjusted = minimizer.adjust(vector(state.point()), gradient, state.value());
        FirstOrderMinimizer.State<DenseVector<Object>, Object, Object> start = new FirstOrderMinimizer.State<>(
                vector(state.point()),
                state.value(),
                gradient,
                (Double) adjusted._1(),
                adjusted._2(),
                state.moves().size(),
                (Double) adjusted._1(),
                history(method, state),
                minimizer.convergenceCheck().initialInfo(),
                false,
                Option.empty());
        Iterator<FirstOrderMinimizer.State<DenseVector<Object>, Object, Object>> iterations =
                minimizer.infiniteIterations(function(objective), start);
        iterations.next();
        var next = iterations.next();
        if (next.iter() == start.iter() && !next.searchFailed()) {
            // After a failed line search, Breeze restarts with an empty memory.
            next = iterations.next();
        }
        return next.searchFailed() ? finished(state) : made(next);
    }

    private static LBFGS<DenseVector<Object>> minimizer(Lbfgs method, int size, Objective objective) {
        FirstOrderMinimizer.ConvergenceCheck<DenseVector<Object>> never = FirstOrderMinimizer.searchFailed();
        boolean sparse = false;
        for (int i = 0; i < size; i++) {
            sparse |= objective.l1(i) > 0;
        }
        if (!sparse) {
            return new LBFGS<>(never, method.memory(), SPACE);
        }
        return new OWLQN<>(
                never,
                method.memory(),
                new AbstractFunction1<Object, Object>() {
                    @Override
                    public Object apply(Object index) {
                        return objective.l1((Integer) index);
                    }
                },
                SPACE);
    }

    private static LBFGS.ApproximateInverseHessian<DenseVector<Object>> history(Lbfgs method, MinimizerState state) {
        return new LBFGS.ApproximateInverseHessian<>(
                method.memory(), vectors(state.moves()), vectors(state.gradientChanges()), SPACE);
    }

    private static MinimizerState finished(MinimizerState state) {
        return new MinimizerState(
                state.point(), state.value(), state.gradient(), state.moves(), state.gradientChanges(), true);
    }

    @SuppressWarnings("unchecked")
    private static MinimizerState made(FirstOrderMinimizer.State<DenseVector<Object>, Object, Object> state) {
        LBFGS.ApproximateInverseHessian<DenseVector<Object>> history =
                (LBFGS.ApproximateInverseHessian<DenseVector<Object>>) state.history();
        return new MinimizerState(
                array(state.x()),
                state.value(),
                array(state.grad()),
                arrays(history.memStep()),
                arrays(history.memGradDelta()),
                false);
    }

    private static DenseVector<Object> vector(double[] values) {
        return new DenseVector<>(values.clone());
    }

    private static double[] array(DenseVector<Object> vector) {
        return ((double[]) vector.data()).clone();
    }

    private static Vector<DenseVector<Object>> vectors(List<double[]> arrays) {
        Builder<DenseVector<Object>, Vector<DenseVector<Object>>> vectors = Vector$.MODULE$.newBuilder();
        arrays.forEach(array -> vectors.$plus$eq(vector(array)));
        return vectors.result();
    }

    private static List<double[]> arrays(IndexedSeq<DenseVector<Object>> vectors) {
        List<double[]> arrays = new ArrayList<>();
        for (int i = 0; i < vectors.length(); i++) {
            arrays.add(array(vectors.apply(i)));
        }
        return arrays;
    }

    /** The objective for Breeze. */
    private record Evaluated(Objective objective) {

        @SuppressWarnings("UnusedMethod") // Called through its method handle, below.
        Tuple2<Object, DenseVector<Object>> calculate(DenseVector<Object> point) {
            double[] gradient = new double[point.length()];
            double value = objective.at(array(point), gradient);
            return new Tuple2<>(value, new DenseVector<>(gradient));
        }
    }

    /**
     * Makes the objective a {@code DiffFunction}. The class is generated at run time like a lambda, because Java cannot
     * implement Scala's trait, which has two {@code apply} methods that differ only in the result type.
     */
    @SuppressWarnings("unchecked")
    private static DiffFunction<DenseVector<Object>> function(Objective objective) {
        MethodType erased = MethodType.methodType(Tuple2.class, Object.class);
        MethodType actual = MethodType.methodType(Tuple2.class, DenseVector.class);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            return (DiffFunction<DenseVector<Object>>) LambdaMetafactory.metafactory(
                            lookup,
                            "calculate",
                            MethodType.methodType(DiffFunction.class, Evaluated.class),
                            erased,
                            lookup.findVirtual(Evaluated.class, "calculate", actual),
                            actual)
                    .getTarget()
                    .invoke(new Evaluated(objective));
        } catch (Throwable e) {
            throw new IllegalStateException("Breeze's DiffFunction is not the interface it was", e);
        }
    }
}
