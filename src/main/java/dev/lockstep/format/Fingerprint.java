package dev.lockstep.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint of parameters: equal for equal bits. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The SHA-256 of the little-endian floats, in lower-case hexadecimal digits. */
    public static String sha256(float[] parameters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            LittleEndian.write(
                    FloatBuffer.wrap(parameters), new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
