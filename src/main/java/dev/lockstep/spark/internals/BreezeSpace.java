package dev.lockstep.spark.internals;

import breeze.generic.UFunc;
import breeze.linalg.DenseVector;
import breeze.linalg.operators.OpMulInner$;
import breeze.math.MutableFiniteCoordinateField;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Breeze's space of vectors with an inner product of our own. Breeze's calls the BLAS that netlib has found, whose bits
 * depend on the processor, on netlib's version and on which code of the process used it first.
 */
final class BreezeSpace {

    private static final MutableFiniteCoordinateField<DenseVector<Object>, Object, Object> BREEZES =
            DenseVector.space_Double();

    private static final UFunc.UImpl2<OpMulInner$, DenseVector<Object>, DenseVector<Object>, Object> DOT =
            (left, right) -> dot((double[]) left.data(), (double[]) right.data());

    /** Of vectors that are whole arrays. */
    @SuppressWarnings("unchecked")
    static final MutableFiniteCoordinateField<DenseVector<Object>, Object, Object> SPACE =
            (MutableFiniteCoordinateField<DenseVector<Object>, Object, Object>) Proxy.newProxyInstance(
                    MutableFiniteCoordinateField.class.getClassLoader(),
                    new Class<?>[] {MutableFiniteCoordinateField.class},
                    (proxy, method, arguments) -> method.getName().equals("dotVV") ? DOT : invoke(method, arguments));

    private BreezeSpace() {}

    private static Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(BREEZES, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Four sums in a fixed order. */
    static double dot(double[] left, double[] right) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 4 <= left.length; i += 4) {
            sum0 += left[i] * right[i];
            sum1 += left[i + 1] * right[i + 1];
            sum2 += left[i + 2] * right[i + 2];
            sum3 += left[i + 3] * right[i + 3];
        }
        for (; i < left.length; i++) {
            sum0 += left[i] * right[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
