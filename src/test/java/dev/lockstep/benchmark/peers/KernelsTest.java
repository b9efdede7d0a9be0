package dev.lockstep.benchmark.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.benchmark.measurement.Machine.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On what the libraries print. */
class KernelsTest {

    private static final String MKL = "MKL_VERBOSE oneMKL 2025 Update 3 Product build 20251007 for Intel(R) 64"
            + " architecture Intel(R) %s processors, Lnx 2.45GHz lp64 intel_thread";

    @Test
    void openblasNamesAProcessor() {
        assertEquals(new Kernels("OpenBLAS", "Zen"), Kernels.of(List.of("", "Core: Zen", "{}"), true));
    }

    @Test
    void mklNamesVectorsButNotThoseOfAmd() {
        List<String> intel = List.of(
                MKL.formatted("Advanced Vector Extensions 512 (Intel(R) AVX-512) enabled"), "MKL_VERBOSE SGEMM(");
        assertEquals(new Kernels("oneMKL 2025 Update 3", "AVX-512"), Kernels.of(intel, false));
        List<String> amd = List.of(MKL.formatted("Architecture"));
        assertEquals(new Kernels("oneMKL 2025 Update 3", "generic, Zen for products"), Kernels.of(amd, true));
        assertEquals(new Kernels("oneMKL 2025 Update 3", "generic"), Kernels.of(amd, false));
    }

    @Test
    void mklIsWhatMultipliesWhereOpenblasIsLoadedToo() {
        List<String> said = List.of("Core: Zen", MKL.formatted("Architecture"), "MKL_VERBOSE SGEMM(");
        assertEquals("oneMKL 2025 Update 3", Kernels.of(said, true).library());
    }

    @Test
    void onednnNamesVectors() {
        List<String> said = List.of(
                "onednn_verbose,v1,info,oneDNN v3.11.0 (commit N/A)",
                "onednn_verbose,v1,info,cpu,runtime:OpenMP,nthr:1",
                "onednn_verbose,v1,info,cpu,isa:Intel AVX2");
        assertEquals(new Kernels("oneDNN v3.11.0", "Intel AVX2"), Kernels.of(said, true));
    }

    @Test
    void aLibraryThatSaysNothingIsUnknown() {
        assertEquals("unknown", Kernels.of(List.of("", "{}"), false).family());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Prescott | AVX2 | true",
                "Nehalem | AVX_512 | true",
                "Sandybridge | AVX2 | true",
                "Generic | AVX2 | true",
                "generic | AVX2 | true",
                "SSE4.2 | AVX2 | true",
                "unknown | AVX2 | true",
                "Nehalem | OTHER | false",
                "Sandybridge | AVX | false",
                "Haswell | AVX2 | false",
                "Zen | AVX2 | false",
                "SkylakeX | AVX_512 | false",
                "generic, Zen for products | AVX2 | false",
                "Intel AVX2 | AVX2 | false",
                "Intel AVX-512 with AVX512BW, AVX512VL | AVX_512 | false"
            })
    void kernelsForOlderProcessorsAreFallbackWhereTheProcessorHasMore(
            String family, Vectors vectors, boolean fallback) {
        assertEquals(fallback, new Kernels("a BLAS", family).areFallback(vectors));
    }

    @Test
    void aTitleSaysThatKernelsAreFallback() {
        assertEquals(
                "PyTorch 2.7.1, 2 threads, on FALLBACK KERNELS: Prescott",
                Kernels.title("PyTorch 2.7.1", 2, new Kernels("OpenBLAS", "Prescott"), Vectors.AVX2));
        assertEquals(
                "PyTorch 2.7.1, 1 thread",
                Kernels.title("PyTorch 2.7.1", 1, new Kernels("OpenBLAS", "Zen"), Vectors.AVX2));
    }
}
