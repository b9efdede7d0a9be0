package dev.lockstep.spark.internals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A {@code byte[]} as Spark's RPC sends it: a header, its length and its content. It is written once; Java serialization
 * would copy it several times.
 *
 * <p>Must not change after it was sent until it has arrived.
 */
public final class RpcBytes {

    /** What Java serialization writes for a {@code byte[]} before its length. */
    private static final byte[] SERIALIZED = serialized();

    private final ByteBuffer message;
    private final int start;

    /** @param before what is sent before the length */
    RpcBytes(byte[] before, int length) {
        start = before.length + Integer.BYTES;
        message = ByteBuffer.allocate(Math.addExact(start, length));
        message.put(before).putInt(length).rewind();
    }

    private static byte[] serialized() {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(empty)) {
            out.writeObject(new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(empty.toByteArray(), empty.size() - Integer.BYTES);
    }

    /** A reply. */
    public static RpcBytes ofLength(int length) {
        return new RpcBytes(SERIALIZED, length);
    }

    /** The content of a received reply; null if it is not a {@code byte[]}. */
    static ByteBuffer contentOf(ByteBuffer reply) {
        int start = SERIALIZED.length + Integer.BYTES;
        boolean isBytes = reply.remaining() >= start
                && reply.slice(reply.position(), SERIALIZED.length).equals(ByteBuffer.wrap(SERIALIZED));
        return isBytes ? reply.slice(reply.position() + start, reply.remaining() - start) : null;
    }

    public int length() {
        return message.capacity() - start;
    }

    /** The content, to be written or read. */
    public ByteBuffer content() {
        return message.slice(start, length());
    }

    /** All that is sent. */
    ByteBuffer message() {
        return message.duplicate();
    }

    /** A copy of the content, for Java serialization. */
    byte[] array() {
        return Arrays.copyOfRange(message.array(), start, message.capacity());
    }
}
