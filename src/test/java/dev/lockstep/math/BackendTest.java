package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.catalog.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendTest {

    /** In processes of their own, because a process chooses its library once. */
    @Test
    void automaticTakesTheLibraryThatComesWithLockstep() throws IOException, InterruptedException {
        assumeTrue(isLinux());
        List<String> printed = printed(Map.of(), "--enable-native-access=ALL-UNNAMED");
        assertTrue(printed.get(0).startsWith("native-"), printed.get(0));
        assertTrue(printed.get(1).matches("(oneDNN 3|OpenBLAS 0)\\..*"), printed.get(1));
        assertEquals("1", printed.get(2), "threads");
    }

    @Test
    void withoutAvx2AutomaticTakesOpenBlas() throws IOException, InterruptedException {
        assumeTrue(isLinux());
        List<String> printed = printed(Map.of("ONEDNN_MAX_CPU_ISA", "SSE41"), "--enable-native-access=ALL-UNNAMED");
        assertTrue(printed.get(0).startsWith("native-"), printed.get(0));
        assertTrue(printed.get(1).startsWith("OpenBLAS 0."), printed.get(1));
        assertEquals("1", printed.get(2), "threads");
    }

    /** The bits of oneDNN depend on its number of threads. */
    @Test
    void theNumberOfThreadsInTheEnvironmentDoesNotChangeABit() throws IOException, InterruptedException {
        assumeTrue(isLinux());
        String option = "--enable-native-access=ALL-UNNAMED";
        assertEquals(
                printed(Map.of("OMP_NUM_THREADS", "1"), option).get(0),
                printed(Map.of("OMP_NUM_THREADS", "2"), option).get(0));
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    @ParameterizedTest
    @CsvSource({
        "--add-modules=jdk.incubator.vector, vector-, 'Vector API; OpenBLAS is about twice as fast, it is bundled for'",
        "--enable-native-access=ALL-UNNAMED, java-, 'plain Java; OpenBLAS is about eight times as fast, it is bundled for'"
    })
    void withoutALibraryAutomaticTakesTheNextFastestAndSaysHowToGetAFasterOne(
            String option, String canary, String description) throws IOException, InterruptedException {
        List<String> printed = printed(Map.of(), option, "-D" + NativeBlas.PATH_PROPERTY + "=/nowhere/libblas.so");
        assertTrue(printed.get(0).startsWith(canary), printed.get(0));
        assertTrue(printed.get(1).startsWith(description), printed.get(1));
        assertTrue(
                printed.get(3).startsWith("math.blas is native but this process has no BLAS library"), printed.get(3));
        assertTrue(printed.get(3).contains("math.blas: java"), printed.get(3));
    }

    private static List<String> printed(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Printer.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text.lines().toList();
    }

    /** Says what automatic is in its process, and why it is not native. */
    static final class Printer {

        public static void main(String[] args) {
            System.out.println(Canary.of(Backend.AUTO));
            System.out.println(Backend.AUTO.description());
            System.out.println(openblas_nolapack.blas_get_num_threads());
            System.out.println(NativeBlas.isThere() ? "" : refusal());
        }

        private static String refusal() {
            return assertThrows(EnvironmentException.class, Backend.NATIVE::products)
                    .getMessage();
        }
    }
}
