import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The matrix products of one gradient, by one library: {@code BlasPeer LIBRARY THREADS}.
 *
 * <p>Every line {@code ROWS SECONDS UNITS,UNITS,...} on standard input is answered by one with their speed. The number of
 * threads is set in the environment, and said again here.
 */
public final class BlasPeer {

    private static final int ALIGNMENT = 64;
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;
    private static final int TRANSPOSED = 112;

    private final Library library;
    private final int rows;
    private final int[] units;
    private final FloatPointer[] outputs;
    private final FloatPointer[] slopes;
    private final FloatPointer[] weights;
    private final FloatPointer[] gradients;

    /** What computes {@code c = a · b}, with row-major matrices, one of which may be transposed. */
    private enum Library {
        OPENBLAS {
            @Override
            void multiply(boolean ta, boolean tb, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
                openblas_nolapack.cblas_sgemm(
                        ROW_MAJOR, flag(ta), flag(tb), m, n, k, 1, a, ta ? m : k, b, tb ? k : n, 0, c, n);
            }
        },
        MKL {
            @Override
            void multiply(boolean ta, boolean tb, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
                mkl_rt.cblas_sgemm(ROW_MAJOR, flag(ta), flag(tb), m, n, k, 1, a, ta ? m : k, b, tb ? k : n, 0, c, n);
            }
        },
        ONEDNN {
            @Override
            void multiply(boolean ta, boolean tb, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
                dnnl.dnnl_sgemm(
                        (byte) (ta ? 'T' : 'N'),
                        (byte) (tb ? 'T' : 'N'),
                        m,
                        n,
                        k,
                        1,
                        a,
                        ta ? m : k,
                        b,
                        tb ? k : n,
                        0,
                        c,
                        n);
            }
        };

        abstract void multiply(
                boolean ta, boolean tb, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c);

        private static int flag(boolean transposed) {
            return transposed ? TRANSPOSED : AS_IS;
        }
    }

    private BlasPeer(Library library, int rows, int[] units) {
        this.library = library;
        this.rows = rows;
        this.units = units;
        outputs = new FloatPointer[units.length];
        slopes = new FloatPointer[units.length];
        weights = new FloatPointer[units.length];
        gradients = new FloatPointer[units.length];
        for (int i = 0; i < units.length; i++) {
            outputs[i] = matrix(rows * units[i]);
            if (i > 0) {
                slopes[i] = matrix(rows * units[i]);
                weights[i] = matrix(units[i] * units[i - 1]);
                gradients[i] = matrix(units[i] * units[i - 1]);
            }
        }
    }

    private static FloatPointer matrix(int size) {
        FloatPointer memory = new FloatPointer((long) size + ALIGNMENT / Float.BYTES);
        long aligned = (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        memory.position((aligned - memory.address()) / Float.BYTES);
        for (int i = 0; i < size; i++) {
            memory.put(i, (i * 31 % 1024 - 512) / 1024f);
        }
        return memory;
    }

    /** The outputs of every layer, the gradient of its weights and, but for the first layer, of its inputs. */
    private void products() {
        int last = units.length - 1;
        for (int i = 1; i <= last; i++) {
            library.multiply(false, true, rows, units[i], units[i - 1], outputs[i - 1], weights[i], outputs[i]);
        }
        for (int i = last; i > 0; i--) {
            library.multiply(true, false, units[i], units[i - 1], rows, slopes[i], outputs[i - 1], gradients[i]);
            if (i > 1) {
                library.multiply(false, false, rows, units[i - 1], units[i], slopes[i], weights[i], slopes[i - 1]);
            }
        }
    }

    private double operations() {
        double count = 0;
        for (int i = 1; i < units.length; i++) {
            count += (i == 1 ? 4.0 : 6.0) * rows * units[i] * units[i - 1];
        }
        return count;
    }

    /** Billions of additions and multiplications a second. */
    private double gigaflops(double seconds) {
        long start = System.nanoTime();
        long times = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            products();
            times++;
            elapsed = (System.nanoTime() - start) / 1e9;
        }
        return times * operations() / elapsed / 1e9;
    }

    private void free() {
        for (FloatPointer[] matrices : new FloatPointer[][] {outputs, slopes, weights, gradients}) {
            Arrays.stream(matrices).filter(matrix -> matrix != null).forEach(Pointer::deallocate);
        }
    }

    private static String name(Library library, int threads) {
        if (library == Library.MKL) {
            mkl_rt.MKL_Set_Num_Threads(threads);
        }
        return switch (library) {
            case OPENBLAS -> "OpenBLAS";
            case MKL -> "MKL";
            case ONEDNN -> "oneDNN";
        };
    }

    public static void main(String[] words) throws IOException {
        Library library = Library.valueOf(words[0].toUpperCase(Locale.ROOT));
        int threads = Integer.parseInt(words[1]);
        String name = name(library, threads);
        // So that the library has chosen its kernels, and says which if it is asked to.
        new BlasPeer(library, 64, new int[] {64, 64}).products();
        System.out.printf("%n{\"name\": \"%s\", \"threads\": %d}%n", name, threads);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] question = line.split(" ", -1);
            int[] units = Arrays.stream(question[2].split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            BlasPeer products = new BlasPeer(library, Integer.parseInt(question[0]), units);
            double gigaflops = products.gigaflops(Double.parseDouble(question[1]));
            products.free();
            System.out.printf(Locale.ROOT, "{\"gigaflops\": %f}%n", gigaflops);
        }
    }
}
