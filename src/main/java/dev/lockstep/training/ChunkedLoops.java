package dev.lockstep.training;

import dev.lockstep.math.Loops;
import java.util.stream.IntStream;

/** Loops over long arrays in chunks of fixed size, on the caller's thread and idle threads of Java's common pool. */
public final class ChunkedLoops implements Loops {

    public static final ChunkedLoops INSTANCE = new ChunkedLoops();

    static final int CHUNK = 1 << 14;
    /** Below this length, waking another thread does not pay. */
    static final int SHORT = 2 * CHUNK;

    private ChunkedLoops() {}

    @Override
    public void run(int length, Body body) {
        int chunks = (length + CHUNK - 1) / CHUNK;
        if (length <= SHORT) {
            body.run(0, length);
            return;
        }
        IntStream.range(0, chunks)
                .parallel()
                .forEach(chunk -> body.run(chunk * CHUNK, Math.min(length, (chunk + 1) * CHUNK)));
    }
}
