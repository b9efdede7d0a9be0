package dev.lockstep.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** SHA-256 of parameters and files. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The SHA-256 of the little-endian floats, in lower-case hexadecimal digits. */
    public static String sha256(float[] parameters) {
        return sha256(out -> LittleEndian.write(FloatBuffer.wrap(parameters), out));
    }

    /** The SHA-256 of the content of a file, independent of order. */
    public static String sha256(SafeTensors file) {
        List<Tensor> byName = new ArrayList<>(file.tensors());
        byName.sort(Comparator.comparing(Tensor::name));
        return sha256(new SafeTensors(byName, new TreeMap<>(file.metadata()))::writeTo);
    }

    /** An empty SHA-256 digest. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A source of bytes. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static String sha256(Content content) {
        try {
            MessageDigest digest = newSha256();
            content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
