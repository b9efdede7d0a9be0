package dev.lockstep.benchmark;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured by itself: {@code --only}. */
enum Part {
    /** One thread's gradients, beside sgemm. */
    KERNELS,
    /** What is kept of the rows, and what training takes besides. */
    MEMORY,
    /** Both engines, beside PyTorch and scikit-learn. */
    PEERS,
    /** Gradients and time to accuracy, beside MLlib. */
    MLLIB,
    /** Predictions, beside MLlib. */
    PREDICT,
    /** From files to the first step, beside MLlib. */
    INGEST,
    /** Both engines on two executor processes. */
    PROCESSES;

    /** @param names separated by commas */
    static Set<Part> of(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
    }
}
