package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.math.RandomStream.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductsTest {

    private static final List<String> MODULE = List.of("--add-modules", "jdk.incubator.vector");

    /** One of the three products: called on an instance, and element by element from its definition. */
    private enum Product {
        ADD_TIMES_TRANSPOSED {
            @Override
            void call(Products products, Problem p) {
                products.addTimesTransposed(p.m, p.n, p.k, p.a, p.b, p.c);
            }

            @Override
            float element(Problem p, int row, int column, float before) {
                float sum = before;
                for (int i = 0; i < p.k; i++) {
                    sum = Math.fma(p.a(row * p.k + i), p.b(column * p.k + i), sum);
                }
                return sum;
            }
        },
        TIMES {
            @Override
            void call(Products products, Problem p) {
                products.times(p.m, p.n, p.k, p.a, p.b, p.c);
            }

            @Override
            float element(Problem p, int row, int column, float before) {
                float sum = 0;
                for (int i = 0; i < p.k; i++) {
                    sum = Math.fma(p.a(row * p.k + i), p.b(i * p.n + column), sum);
                }
                return sum;
            }
        },
        TRANSPOSED_TIMES {
            @Override
            void call(Products products, Problem p) {
                products.transposedTimes(p.m, p.n, p.k, p.a, p.b, p.c);
            }

            @Override
            float element(Problem p, int row, int column, float before) {
                return ADD_TRANSPOSED_TIMES.element(p, row, column, 0f);
            }
        },
        ADD_TRANSPOSED_TIMES {
            @Override
            void call(Products products, Problem p) {
                products.addTransposedTimes(p.m, p.n, p.k, p.a, p.b, p.c);
            }

            @Override
            float element(Problem p, int row, int column, float before) {
                float sum = before;
                for (int i = 0; i < p.k; i++) {
                    sum = Math.fma(p.a(i * p.m + row), p.b(i * p.n + column), sum);
                }
                return sum;
            }
        };

        abstract void call(Products products, Problem p);

        abstract float element(Problem p, int row, int column, float before);
    }

    /** Matrices of one shape at offsets in larger arrays. */
    private record Problem(int m, int n, int k, Slice a, Slice b, Slice c) {

        static Problem random(int m, int n, int k, long seed) {
            RandomStream random = RandomStream.of(1, Purpose.CANARY, seed);
            return new Problem(
                    m,
                    n,
                    k,
                    slice(m * k, random.below(0, 9), seed, 0),
                    slice(k * n, random.below(1, 9), seed, 1),
                    slice(m * n, random.below(2, 9), seed, 2));
        }

        /** The same numbers at any offset. */
        static Problem at(int[] shape, int offset) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            return new Problem(
                    m, n, k, shifted(m * k, 1, offset), shifted(k * n, 2, offset), shifted(m * n, 3, offset));
        }

        private static Slice shifted(int count, int stream, int offset) {
            float[] values = new float[offset + count];
            System.arraycopy(RandomArrays.normal(count, stream), 0, values, offset, count);
            return new Slice(values, offset);
        }

        private static Slice slice(int count, int offset, long seed, int which) {
            return new Slice(RandomArrays.normal(count + offset + 5, seed, which), offset);
        }

        float a(int index) {
            return a.values()[a.offset() + index];
        }

        float b(int index) {
            return b.values()[b.offset() + index];
        }

        /** The whole array that c lies in, as it must be afterwards. */
        float[] expected(Product product) {
            float[] expected = c.values().clone();
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < n; column++) {
                    int at = c.offset() + row * n + column;
                    expected[at] = product.element(this, row, column, expected[at]);
                }
            }
            return expected;
        }
    }

    private static List<Problem> problems(int count) {
        int[] sizes = {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 33, 50};
        RandomStream random = RandomStream.of(2, Purpose.CANARY);
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            problems.add(Problem.random(
                    sizes[random.below(3L * i, sizes.length)],
                    sizes[random.below(3L * i + 1, sizes.length)],
                    sizes[random.below(3L * i + 2, sizes.length)],
                    i));
        }
        return problems;
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void plainProductsAreTheChainOfFmaInTheOrderOfTheSummedIndex(Product product) {
        Products products = Backend.JAVA.products();
        for (Problem problem : problems(400)) {
            float[] expected = problem.expected(product);
            product.call(products, problem);
            assertArrayEquals(expected, problem.c().values(), problem.m() + " " + problem.n() + " " + problem.k());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"ADD_TIMES_TRANSPOSED", "TIMES"})
    void blockingRowsDoesNotChangeABit(Product product) {
        Products products = Backend.JAVA.products();
        Problem whole = Problem.random(23, 11, 17, 5);
        float[] expected = whole.expected(product);
        for (int from = 0; from < whole.m(); from += 5) {
            int rows = Math.min(5, whole.m() - from);
            Slice a = new Slice(whole.a().values(), whole.a().offset() + from * whole.k());
            Slice c = new Slice(whole.c().values(), whole.c().offset() + from * whole.n());
            product.call(products, new Problem(rows, whole.n(), whole.k(), a, whole.b(), c));
        }
        assertArrayEquals(expected, whole.c().values());
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void vectorProductsAgreeWithPlainOnesToRounding(Product product) {
        assertAgreesWithPlainOnes(product, vectorProducts());
    }

    private static void assertAgreesWithPlainOnes(Product product, Products products) {
        for (Problem problem : problems(200)) {
            float[] expected = problem.expected(product);
            product.call(products, problem);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], problem.c().values()[i], 2e-5f, problem.m() + " " + problem.n());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void vectorProductsHaveTheSameBitsAfterManyCalls(Product product) {
        Products products = vectorProducts();
        List<float[]> cold = new ArrayList<>();
        for (Problem problem : problems(40)) {
            product.call(products, problem);
            cold.add(problem.c().values());
        }
        List<Problem> warming = problems(40);
        for (int i = 0; i < 20_000; i++) {
            product.call(products, warming.get(i % warming.size()));
        }
        List<Problem> again = problems(40);
        for (int i = 0; i < again.size(); i++) {
            product.call(products, again.get(i));
            assertArrayEquals(cold.get(i), again.get(i).c().values());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"JAVA", "VECTOR", "NATIVE"})
    void theCanaryIsTheSameColdAndWarm(Backend backend) {
        assumeTrue(backend != Backend.VECTOR || vectorModuleIsThere());
        String first = Canary.of(backend);
        for (int i = 0; i < 50; i++) {
            assertEquals(first, Canary.compute(backend));
        }
        assertEquals(first, Canary.of(backend));
        assertTrue(first.matches(backend + "-[0-9a-f]{16}"), first);
    }

    /** A new process that never compiles has the bits of this one, whose compilers have seen thousands of calls. */
    @Test
    void theInterpreterHasTheBitsOfTheCompilers() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xint"));
        if (vectorModuleIsThere()) {
            command.addAll(MODULE);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CanaryPrinter.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(CanaryPrinter.canaries(), printed.strip());
    }

    @Test
    void backendsThatRoundDifferentlyHaveDifferentCanaries() {
        assumeTrue(vectorModuleIsThere());
        assertNotEquals(
                Canary.of(Backend.JAVA).replace("java", ""),
                Canary.of(Backend.VECTOR).replace("vector", ""));
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void nativeProductsAgreeWithPlainOnesToRounding(Product product) {
        for (Products products : nativeProducts()) {
            assertAgreesWithPlainOnes(product, products);
        }
    }

    /** Java moves arrays. */
    @ParameterizedTest
    @EnumSource(Product.class)
    void nativeProductsHaveTheSameBitsAtEveryOffset(Product product) {
        for (Products products : nativeProducts()) {
            for (int[] shape : new int[][] {{64, 256, 784}, {256, 784, 64}, {37, 10, 128}, {16, 26, 64}, {5, 1, 30}}) {
                float[] first = null;
                for (int offset = 0; offset < 17; offset += 3) {
                    Problem problem = Problem.at(shape, offset);
                    product.call(products, problem);
                    float[] c = Arrays.copyOfRange(problem.c().values(), offset, offset + shape[0] * shape[1]);
                    assertArrayEquals(first == null ? c : first, c, Arrays.toString(shape) + " at " + offset);
                    first = c;
                }
            }
        }
    }

    @Test
    void nativeProductsHaveTheSameBitsInEveryThread() throws InterruptedException {
        for (Products products : nativeProducts()) {
            Problem here = Problem.at(new int[] {200, 256, 784}, 0);
            Problem there = Problem.at(new int[] {200, 256, 784}, 0);
            Product.TIMES.call(products, here);
            Thread thread = new Thread(() -> Product.TIMES.call(products, there));
            thread.start();
            thread.join();
            assertArrayEquals(here.c().values(), there.c().values());
        }
    }

    /** Those of every native library that this process has. */
    private static List<Products> nativeProducts() {
        assumeTrue(NativeBlas.isThere());
        return List.of(
                Backend.NATIVE.products(),
                new BlasProducts(NativeBlas.instance().blas()));
    }

    private static Products vectorProducts() {
        assumeTrue(vectorModuleIsThere());
        return Backend.VECTOR.products();
    }

    static boolean vectorModuleIsThere() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
