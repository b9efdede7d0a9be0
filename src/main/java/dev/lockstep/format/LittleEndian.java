package dev.lockstep.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Numbers to and from little-endian bytes, in pieces, so that memory grows with the bytes read, not with the announced
 * length.
 */
final class LittleEndian {

    private static final int PIECE_BYTES = 1 << 16;

    private LittleEndian() {}

    static void write(FloatBuffer values, OutputStream out) throws IOException {
        FloatBuffer rest = values.duplicate();
        byte[] piece = new byte[PIECE_BYTES];
        while (rest.hasRemaining()) {
            int count = Math.min(rest.remaining(), PIECE_BYTES / Float.BYTES);
            view(piece).asFloatBuffer().put(rest.slice().limit(count));
            out.write(piece, 0, count * Float.BYTES);
            rest.position(rest.position() + count);
        }
    }

    static void write(DoubleBuffer values, OutputStream out) throws IOException {
        DoubleBuffer rest = values.duplicate();
        byte[] piece = new byte[PIECE_BYTES];
        while (rest.hasRemaining()) {
            int count = Math.min(rest.remaining(), PIECE_BYTES / Double.BYTES);
            view(piece).asDoubleBuffer().put(rest.slice().limit(count));
            out.write(piece, 0, count * Double.BYTES);
            rest.position(rest.position() + count);
        }
    }

    /** @throws EOFException if the stream has fewer */
    static float[] readFloats(InputStream in, int count) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        float[] values = new float[Math.min(count, PIECE_BYTES / Float.BYTES)];
        int done = 0;
        while (done < count) {
            int next = Math.min(count - done, PIECE_BYTES / Float.BYTES);
            fill(in, piece, next * Float.BYTES);
            values = done + next <= values.length ? values : Arrays.copyOf(values, grown(values.length, count));
            view(piece).asFloatBuffer().get(values, done, next);
            done += next;
        }
        return values;
    }

    /** @throws EOFException if the stream has fewer */
    static double[] readDoubles(InputStream in, int count) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        double[] values = new double[Math.min(count, PIECE_BYTES / Double.BYTES)];
        int done = 0;
        while (done < count) {
            int next = Math.min(count - done, PIECE_BYTES / Double.BYTES);
            fill(in, piece, next * Double.BYTES);
            values = done + next <= values.length ? values : Arrays.copyOf(values, grown(values.length, count));
            view(piece).asDoubleBuffer().get(values, done, next);
            done += next;
        }
        return values;
    }

    private static ByteBuffer view(byte[] piece) {
        return ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void fill(InputStream in, byte[] piece, int bytes) throws IOException {
        if (in.readNBytes(piece, 0, bytes) < bytes) {
            throw new EOFException();
        }
    }

    private static int grown(int length, int count) {
        return (int) Math.min(count, 2L * length);
    }
}
