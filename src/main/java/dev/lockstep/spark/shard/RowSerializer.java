package dev.lockstep.spark.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/**
 * Writes each row of a shuffle as its length and its bytes, without its key: a task knows which bucket it reads. Spark's
 * serializers spend several times as long on the objects as on their bytes.
 */
final class RowSerializer extends Serializer implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public SerializerInstance newInstance() {
        return new Streams();
    }

    /** Serialized rows may be put in another order. */
    @Override
    public boolean supportsRelocationOfSerializedObjects() {
        return true;
    }

    /** Throws an {@link IOException} as it is, because Spark recognizes those of a broken or ended stream. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException thrown(IOException e) throws E {
        throw (E) e;
    }

    private static final class Streams extends SerializerInstance {

        @Override
        public SerializationStream serializeStream(OutputStream to) {
            return new RowWriter(new DataOutputStream(to));
        }

        @Override
        public DeserializationStream deserializeStream(InputStream from) {
            return new RowReader(new DataInputStream(from));
        }

        @Override
        public <T> ByteBuffer serialize(T value, ClassTag<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class RowWriter extends SerializationStream {

        private final DataOutputStream to;

        RowWriter(DataOutputStream to) {
            this.to = to;
        }

        @Override
        public <T> SerializationStream writeKey(T key, ClassTag<T> type) {
            return this;
        }

        @Override
        public <T> SerializationStream writeObject(T value, ClassTag<T> type) {
            byte[] row = (byte[]) value;
            try {
                to.writeInt(row.length);
                to.write(row, 0, row.length);
                return this;
            } catch (IOException e) {
                throw RowSerializer.<RuntimeException>thrown(e);
            }
        }

        @Override
        public void flush() {
            try {
                to.flush();
            } catch (IOException e) {
                throw RowSerializer.<RuntimeException>thrown(e);
            }
        }

        @Override
        public void close() {
            try {
                to.close();
            } catch (IOException e) {
                throw RowSerializer.<RuntimeException>thrown(e);
            }
        }
    }

    private static final class RowReader extends DeserializationStream {

        private final DataInputStream from;

        RowReader(DataInputStream from) {
            this.from = from;
        }

        @Override
        public <T> T readKey(ClassTag<T> type) {
            return null;
        }

        /** Ends with an {@link java.io.EOFException}. */
        @Override
        @SuppressWarnings("unchecked")
        public <T> T readObject(ClassTag<T> type) {
            try {
                byte[] row = new byte[from.readInt()];
                from.readFully(row);
                return (T) row;
            } catch (IOException e) {
                throw RowSerializer.<RuntimeException>thrown(e);
            }
        }

        @Override
        public void close() {
            try {
                from.close();
            } catch (IOException e) {
                throw RowSerializer.<RuntimeException>thrown(e);
            }
        }
    }
}
