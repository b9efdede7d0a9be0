package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /** {@code printf '\0\0\200\077\0\0\0\300' | sha256sum}. */
    @Test
    void itIsTheSha256OfLittleEndianFloats() {
        assertEquals(
                "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b",
                Fingerprint.sha256(new float[] {1f, -2f}));
    }

    @Test
    void piecesDoNotMatter() throws NoSuchAlgorithmException {
        float[] values = new float[3 * 16384 + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.1f;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertEquals(HexFormat.of().formatHex(digest), Fingerprint.sha256(values));
    }

    @Test
    void everyBitCounts() {
        assertNotEquals(Fingerprint.sha256(new float[] {0f}), Fingerprint.sha256(new float[] {-0f}));
        assertNotEquals(
                Fingerprint.sha256(new float[] {Float.intBitsToFloat(0x7fc00000)}),
                Fingerprint.sha256(new float[] {Float.intBitsToFloat(0x7fc00001)}));
    }

    @Test
    void noParametersHaveAFingerprintToo() {
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Fingerprint.sha256(new float[0]));
    }
}
