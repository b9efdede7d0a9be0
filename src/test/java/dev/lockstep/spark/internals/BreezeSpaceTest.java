package dev.lockstep.spark.internals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import breeze.linalg.DenseVector;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreezeSpaceTest {

    private static double dot(double... values) {
        double[] ones = DoubleStream.generate(() -> 1).limit(values.length).toArray();
        return (Double) BreezeSpace.SPACE.dotVV().apply(new DenseVector<>(values), new DenseVector<>(ones));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 9, 1001})
    void theInnerProductIsTheSumOfTheProducts(int length) {
        double[] values = new Random(length).doubles(length, -1, 1).toArray();
        assertEquals(DoubleStream.of(values).sum(), dot(values), 1e-12);
    }

    /** From left to right the sum is 7, and exactly it is 6. */
    @Test
    void theOrderOfItsAdditionsIsFixed() {
        assertEquals(4.0, dot(1e16, 3, -1e16, 1, 1, 0, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void theOtherOperationsAreBreezes() {
        DenseVector<Object> vector = new DenseVector<>(new double[] {3, 4});
        assertEquals(5.0, BreezeSpace.SPACE.normImpl().apply(vector));
        assertEquals(DenseVector.space_Double().addVV(), BreezeSpace.SPACE.addVV());
    }
}
