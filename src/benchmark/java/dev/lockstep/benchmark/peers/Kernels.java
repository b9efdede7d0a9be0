package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Machine;
import dev.lockstep.benchmark.measurement.Machine.Vectors;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What computes a process's matrix products.
 *
 * @param library with its version, if it tells
 * @param family the processors or vectors that its kernels are for, in the library's own words
 */
public record Kernels(String library, String family) {

    private static final Pattern MKL = Pattern.compile(
            "MKL_VERBOSE (?:Intel\\(R\\) )?(\\S*MKL .*?) Product build .* architecture (.*?) processors,.*");
    private static final Pattern MKL_VECTORS = Pattern.compile("Intel\\(R\\) (AVX[^)]*)\\)");
    private static final Pattern ONEDNN = Pattern.compile("(?:one)?dnn\\w*_verbose.*,(oneDNN v\\S+).*");
    private static final Pattern ONEDNN_VECTORS = Pattern.compile("(?:one)?dnn\\w*_verbose.*,cpu,isa:(.*)");
    private static final Pattern OPENBLAS = Pattern.compile("Core: (\\S+)");
    /** Families with 256-bit vectors and fused multiplication and addition, or wider. */
    private static final Pattern MODERN = Pattern.compile(
            "AVX2|AVX-?512|AVX10|Haswell|Zen|SkylakeX|Cooperlake|SapphireRapids", Pattern.CASE_INSENSITIVE);

    private static final Kernels UNKNOWN = new Kernels("a BLAS that does not tell", "unknown");

    /** What a process that computes a product at its start prints of its kernels. */
    static Kernels of(Launch launch) {
        return of(launch.said(), isAmd());
    }

    /** @param amd whether the processor is AMD's: MKL calls it generic, but has products for Zen */
    static Kernels of(List<String> said, boolean amd) {
        // MKL speaks when it multiplies, OpenBLAS as soon as it is loaded, which may be for something else.
        return first(MKL, said)
                .map(mkl -> new Kernels(mkl.group(1), family(mkl.group(2), amd)))
                .or(() -> first(ONEDNN_VECTORS, said)
                        .map(vectors -> new Kernels(
                                first(ONEDNN, said)
                                        .map(version -> version.group(1))
                                        .orElse("oneDNN"),
                                vectors.group(1))))
                .or(() -> first(OPENBLAS, said).map(core -> new Kernels("OpenBLAS", core.group(1))))
                .orElse(UNKNOWN);
    }

    private static Optional<MatchResult> first(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(Matcher::toMatchResult);
    }

    private static String family(String mkls, boolean amd) {
        Matcher vectors = MKL_VECTORS.matcher(mkls);
        return vectors.find() ? vectors.group(1) : amd ? "generic, Zen for products" : "generic";
    }

    private static boolean isAmd() {
        return Machine.description().get("family").startsWith("AuthenticAMD");
    }

    /** Whether they leave the processor's vectors unused, so that a comparison would flatter. */
    public boolean areFallback(Vectors ofProcessor) {
        return ofProcessor.compareTo(Vectors.AVX2) <= 0
                && !MODERN.matcher(family).find();
    }

    /** How a table names who computes with them. */
    static String title(String name, int threads, Kernels kernels, Vectors ofProcessor) {
        String title = name + ", " + threads + (threads == 1 ? " thread" : " threads");
        return kernels.areFallback(ofProcessor) ? title + ", on FALLBACK KERNELS: " + kernels.family() : title;
    }

    @Override
    public String toString() {
        return library + " (" + family + ")";
    }
}
