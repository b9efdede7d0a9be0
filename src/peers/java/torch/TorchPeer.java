import static org.bytedeco.pytorch.global.torch.index_select;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randperm;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.show_config;
import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.CrossEntropyLossImpl;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains the benchmark's network with PyTorch's C++ library, as {@code peers.py} does with its Python library:
 * {@code TorchPeer THREADS FILE UNITS,UNITS,...}.
 *
 * <p>The optimizer is {@code _fused_adam_}, which {@code torch.optim.Adam(fused=True)} calls: one pass over all
 * parameters. The bindings have no function for it, but a script may call it.
 */
public final class TorchPeer {

    private final Tensor features;
    private final Tensor labels;
    private final LinearImpl[] layers;
    private final CrossEntropyLossImpl loss = new CrossEntropyLossImpl();
    private final CompilationUnit script;
    private final Function update;
    private final IValueVector state = new IValueVector();

    private TorchPeer(FloatBuffer rows, int[] units) {
        int width = units[0];
        int count = rows.remaining() / (width + 1);
        float[] values = new float[count * width];
        long[] classes = new long[count];
        for (int row = 0; row < count; row++) {
            rows.get(values, row * width, width);
            classes[row] = (long) rows.get();
        }
        features = org.bytedeco
                .pytorch
                .global
                .torch
                .from_blob(new FloatPointer(values), new long[] {count, width}, new TensorOptions(ScalarType.Float))
                .clone();
        labels = org.bytedeco
                .pytorch
                .global
                .torch
                .from_blob(new LongPointer(classes), new long[] {count}, new TensorOptions(ScalarType.Long))
                .clone();
        layers = IntStream.range(1, units.length)
                .mapToObj(i -> new LinearImpl(units[i - 1], units[i]))
                .toArray(LinearImpl[]::new);
        TensorVector parameters = new TensorVector();
        for (LinearImpl layer : layers) {
            parameters.push_back(layer.weight()).push_back(layer.bias());
        }
        script = org.bytedeco.pytorch.global.torch.compile(script((int) parameters.size()));
        update = script.get_function(new QualifiedName("update"));
        Function list = script.get_function(new QualifiedName("list"));
        for (int kind = 0; kind < 4; kind++) {
            IValueVector tensors = new IValueVector();
            for (int i = 0; i < parameters.size(); i++) {
                Tensor parameter = parameters.get(i);
                tensors.push_back(
                        new IValue(kind == 0 ? parameter : kind < 3 ? zeros_like(parameter.detach()) : zeros(1)));
            }
            state.push_back(list.apply(tensors));
        }
    }

    /** The update takes lists: of the parameters, of both their moments, and of the numbers of steps. */
    private static String script(int count) {
        String names = IntStream.range(0, count).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
        return """
                def list(%s):
                    return [%s]
                def update(p: List[Tensor], m: List[Tensor], v: List[Tensor], n: List[Tensor]):
                    g = [x.grad for x in p]
                    torch._foreach_add_(n, 1)
                    torch._fused_adam_(p, g, m, v, [], n, lr=0.001, beta1=0.9, beta2=0.999, weight_decay=0.0, \
                eps=1e-08, amsgrad=False, maximize=False)
                """.formatted(names, names);
    }

    private Tensor outputs(Tensor inputs) {
        Tensor values = inputs;
        for (int i = 0; i < layers.length; i++) {
            values = layers[i].forward(values);
            values = i < layers.length - 1 ? values.relu() : values;
        }
        return values;
    }

    private void step(Tensor rows) {
        try (PointerScope scope = new PointerScope()) {
            for (LinearImpl layer : layers) {
                layer.zero_grad(true);
            }
            Tensor batch = index_select(features, 0, rows);
            loss.forward(outputs(batch), index_select(labels, 0, rows)).backward();
            update.apply(state);
        }
    }

    /** Rows a second of whole epochs, shuffled anew each, of which the last is cut off after twice the time. */
    private double train(int batch, double seconds) {
        long start = System.nanoTime();
        long count = labels.numel();
        long done = 0;
        while (since(start) < seconds) {
            try (PointerScope scope = new PointerScope()) {
                Tensor order = randperm(count, new TensorOptions(ScalarType.Long));
                for (long from = 0; from < count && since(start) < 2 * seconds; from += batch) {
                    long size = Math.min(batch, count - from);
                    step(order.narrow(0, from, size));
                    done += size;
                }
            }
        }
        return done / since(start);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String version() {
        String config = show_config().getString();
        Matcher version = Pattern.compile("TORCH_VERSION=([0-9.]+)").matcher(config);
        if (!config.contains("USE_MKL=ON") || !version.find()) {
            throw new IllegalStateException("this PyTorch is not the one with MKL: " + config);
        }
        return version.group(1);
    }

    public static void main(String[] words) throws IOException {
        int threads = Integer.parseInt(words[0]);
        int[] units = Arrays.stream(words[2].split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        set_num_threads(threads);
        manual_seed(0);
        TorchPeer peer;
        try (FileChannel file = FileChannel.open(Path.of(words[1]))) {
            ByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            peer = new TorchPeer(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(), units);
        }
        // So that MKL has chosen its kernels, and says which if it is asked to.
        peer.step(randperm(32, new TensorOptions(ScalarType.Long)));
        System.out.printf("%n{\"name\": \"PyTorch %s\", \"threads\": %d}%n", version(), threads);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] question = line.split(" ", -1);
            double speed = peer.train(Integer.parseInt(question[0]), Double.parseDouble(question[1]));
            System.out.printf(Locale.ROOT, "{\"rowsPerSecond\": %f}%n", speed);
        }
    }
}
