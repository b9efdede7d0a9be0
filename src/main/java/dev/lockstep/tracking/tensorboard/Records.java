package dev.lockstep.tracking.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The records of a TFRecord file: each is the length of its data in 8 bytes, little-endian, a masked CRC-32C of these
 * bytes, the data, and a masked CRC-32C of the data.
 *
 * <p>Reference: TensorFlow, {@code tensorflow/core/lib/io/record_writer.h}.
 */
final class Records {

    private static final int LENGTH_BYTES = 8;
    private static final int CRC_BYTES = 4;
    private static final int ROTATION = 15;
    private static final int MASK = 0xa282ead8;
    /** Above this length, a record is not one of ours. */
    private static final int LONGEST = 1 << 26;

    private Records() {}

    static void append(ByteArrayOutputStream out, byte[] data) {
        byte[] length = ofBytes(LENGTH_BYTES).putLong(data.length).array();
        out.writeBytes(length);
        out.writeBytes(ofBytes(CRC_BYTES).putInt(masked(length)).array());
        out.writeBytes(data);
        out.writeBytes(ofBytes(CRC_BYTES).putInt(masked(data)).array());
    }

    /** The data of the next record; empty at the end of the file, or if the rest is damaged. */
    static Optional<byte[]> next(InputStream in) throws IOException {
        DataInputStream file = new DataInputStream(in);
        byte[] length = file.readNBytes(LENGTH_BYTES);
        byte[] lengthCrc = file.readNBytes(CRC_BYTES);
        if (!holds(length, lengthCrc) || length.length < LENGTH_BYTES) {
            return Optional.empty();
        }
        long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (bytes < 0 || bytes > LONGEST) {
            return Optional.empty();
        }
        byte[] data = file.readNBytes((int) bytes);
        byte[] dataCrc = file.readNBytes(CRC_BYTES);
        return data.length == bytes && holds(data, dataCrc) ? Optional.of(data) : Optional.empty();
    }

    private static boolean holds(byte[] data, byte[] crc) {
        return crc.length == CRC_BYTES
                && ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt() == masked(data);
    }

    private static ByteBuffer ofBytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), ROTATION) + MASK;
    }
}
