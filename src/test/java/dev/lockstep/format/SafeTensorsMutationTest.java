package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a file: it is read, or it is refused with our own exception. */
class SafeTensorsMutationTest {

    private static final int CASES = 10_000;
    private static final String[] WORDS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\u0000",
        "\\ud800",
        "-1",
        "1e999",
        "null",
        "NaN",
        "9223372036854775807",
        "18446744073709551616",
        "F16",
        "\"F32\"",
        "\"shape\"",
        "\"data_offsets\"",
        "\"__metadata__\":{}",
        "\u0000"
    };

    @Test
    void aMutatedFileIsReadOrRefused() {
        byte[] whole = new SafeTensors(
                        List.of(
                                new Tensor.Floats("parameters", List.of(2L, 3L), FloatBuffer.wrap(new float[6])),
                                new Tensor.Doubles("point", List.of(2L), DoubleBuffer.wrap(new double[2]))),
                        Map.of("kind", "lockstep checkpoint 1", "step", "7"))
                .toBytes();
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            byte[] mutated = mutated(whole, new Random(seed));
            try {
                SafeTensors.read(mutated);
            } catch (FormatException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(mutated), e);
            }
        }
        assertTrue(refused > CASES / 2 && refused < CASES, refused + " of " + CASES + " were refused");
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutated = bytes;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = mutated.length == 0 ? 0 : random.nextInt(mutated.length);
            int to = at + random.nextInt(Math.min(12, mutated.length - at) + 1);
            byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
            mutated = switch (random.nextInt(5)) {
                case 0 -> spliced(mutated, at, at, word);
                case 1 -> spliced(mutated, at, to, word);
                case 2 -> spliced(mutated, at, to, new byte[0]);
                case 3 -> spliced(mutated, at, at, Arrays.copyOfRange(mutated, at, to));
                default -> spliced(mutated, at, Math.min(at + 1, mutated.length), new byte[] {(byte) random.nextInt()});
            };
        }
        // Half of them with a header's length that fits, so that the header itself is read.
        if (random.nextBoolean() && mutated.length > Long.BYTES) {
            int header = mutated.length - Long.BYTES - (6 * Float.BYTES + 2 * Double.BYTES);
            Arrays.fill(mutated, 0, Long.BYTES, (byte) 0);
            mutated[0] = (byte) header;
            mutated[1] = (byte) (header >> Byte.SIZE);
        }
        return mutated;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] in) {
        byte[] spliced = new byte[bytes.length - (to - from) + in.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(in, 0, spliced, from, in.length);
        System.arraycopy(bytes, to, spliced, from + in.length, bytes.length - to);
        return spliced;
    }
}
