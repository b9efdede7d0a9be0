package dev.lockstep.benchmark.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The libraries to compare with, as far as {@code jobs/benchmark.sh} has fetched them.
 *
 * @param folder where it puts them
 * @param script {@code peers.py}
 * @param python a Python to use instead; empty for none
 */
public record Installation(Path folder, Path script, String python) {

    /** The libraries whose matrix products bound everybody's. */
    public static final List<String> BLAS = List.of("openblas", "mkl", "onednn");

    private static final String TORCH_IN_PYTHON = "import torch; assert int(torch.__version__.split('.')[0]) >= 2;"
            + " assert torch.backends.mkl.is_available()";

    private static final String SKLEARN_IN_PYTHON = "import sklearn, threadpoolctl";
    private static final int SECONDS_TO_IMPORT = 60;

    /** Starts a process that trains rows from a file, with layers of these units, separated by commas. */
    interface Training {
        Launch with(int threads, Path rows, String units);
    }

    /** PyTorch 2 with MKL, in a Python or as a C++ library. */
    Optional<Training> torch() {
        if (imports(python, TORCH_IN_PYTHON)) {
            return Optional.of((threads, rows, units) -> python(python, "torch", threads, rows, units));
        }
        Path torch = folder.resolve("torch");
        if (!isFetched("torch")) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>(javaOptions());
        options.addAll(List.of(
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.pathsFirst=true",
                "-Djava.library.path=" + torch.resolve("native/pytorch/cpu/linux-x86_64"),
                "TorchPeer"));
        return Optional.of((threads, rows, units) -> {
            List<String> words = new ArrayList<>(options);
            words.addAll(List.of(Integer.toString(threads), rows.toString(), units));
            return Launch.java(classPath(torch), words, Map.of("OMP_NUM_THREADS", Integer.toString(threads)));
        });
    }

    /** Scikit-learn, in the given Python or in the fetched one. */
    Optional<Training> sklearn() {
        String fetched = folder.resolve("python/bin/python").toString();
        return List.of(python, isFetched("python") ? fetched : "").stream()
                .filter(candidate -> imports(candidate, SKLEARN_IN_PYTHON))
                .findFirst()
                .map(found -> (threads, rows, units) -> python(found, "sklearn", threads, rows, units));
    }

    /** Matrix products alone. */
    Optional<Launch> products(String library, int threads) {
        if (!isFetched("blas")) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(javaOptions());
        words.addAll(List.of("-Xmx128m", "BlasPeer", library, Integer.toString(threads)));
        String count = Integer.toString(threads);
        // MKL's threads would otherwise look for work, while others are measured, for 200 ms.
        Map<String, String> environment =
                Map.of("OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count, "KMP_BLOCKTIME", "1");
        return Optional.of(Launch.java(classPath(folder.resolve("blas")), words, environment));
    }

    /** What there is nobody to train with, in sentences. */
    public List<String> missingTraining() {
        List<String> missing = new ArrayList<>();
        if (torch().isEmpty()) {
            missing.add("PyTorch 2 with MKL was not measured: it was not fetched, and no Python given has it.");
        }
        if (sklearn().isEmpty()) {
            missing.add("scikit-learn was not measured: it was not fetched, and no Python given has it.");
        }
        return missing;
    }

    /** What there is no other library to multiply with, in sentences. */
    public List<String> missingProducts() {
        return isFetched("blas")
                ? List.of()
                : List.of("sgemm of MKL and oneDNN was not measured: they were not fetched.");
    }

    private boolean isFetched(String name) {
        return Files.exists(folder.resolve(name + ".done"));
    }

    private static List<Path> classPath(Path peer) {
        return List.of(peer.resolve("classes"), peer.resolve("lib/*"));
    }

    private List<String> javaOptions() {
        return List.of(
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.nopointergc=true");
    }

    private Launch python(String command, String module, int threads, Path rows, String units) {
        String count = Integer.toString(threads);
        return new Launch(
                List.of(command, script.toString(), module, count, rows.toString(), units),
                Map.of("OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count));
    }

    private static boolean imports(String python, String statement) {
        if (python.isEmpty()) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(python, "-c", statement)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS_TO_IMPORT, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
