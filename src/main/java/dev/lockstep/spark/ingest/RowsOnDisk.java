package dev.lockstep.spark.ingest;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows as bytes on the executors' disks, computed at first use. They are stored in blocks of many rows, because Spark
 * serializes every object by itself. The creator closes it.
 *
 * @param rows the rows
 * @param blocks of each row its length and its bytes
 */
record RowsOnDisk(JavaRDD<byte[]> rows, JavaRDD<byte[]> blocks) implements AutoCloseable {

    /** A block ends with the row that makes it at least so long. */
    static final int BLOCK_BYTES = 1 << 16;

    /** @param rowsOf turns a partition of a source into rows */
    static <T> RowsOnDisk of(JavaRDD<T> source, Part<T> rowsOf) {
        JavaRDD<byte[]> blocks = source.mapPartitions(part -> {
                    Iterable<T> items = () -> part;
                    return new Blocks(rowsOf.rows(StreamSupport.stream(items.spliterator(), false))
                            .iterator());
                })
                .persist(StorageLevel.DISK_ONLY());
        return new RowsOnDisk(blocks.mapPartitions(Rows::new), blocks);
    }

    /** Turns a partition into rows. */
    interface Part<T> extends Serializable {
        Stream<byte[]> rows(Stream<T> items);
    }

    @Override
    public void close() {
        blocks.unpersist(false);
    }

    /** Puts rows together. */
    static final class Blocks implements Iterator<byte[]> {

        private final Iterator<byte[]> rows;
        private ByteBuffer block = ByteBuffer.allocate(2 * BLOCK_BYTES);

        Blocks(Iterator<byte[]> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            block.clear();
            while (rows.hasNext() && block.position() < BLOCK_BYTES) {
                byte[] row = rows.next();
                if (block.remaining() < Integer.BYTES + row.length) {
                    int length = Math.addExact(block.position(), Math.addExact(Integer.BYTES, row.length));
                    block = ByteBuffer.allocate(length).put(block.flip());
                }
                block.putInt(row.length).put(row);
            }
            return Arrays.copyOf(block.array(), block.position());
        }
    }

    /** Takes rows apart. */
    static final class Rows implements Iterator<byte[]> {

        private final Iterator<byte[]> blocks;
        private ByteBuffer block = ByteBuffer.allocate(0);

        Rows(Iterator<byte[]> blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean hasNext() {
            return block.hasRemaining() || blocks.hasNext();
        }

        @Override
        public byte[] next() {
            if (!block.hasRemaining()) {
                block = ByteBuffer.wrap(blocks.next());
            }
            byte[] row = new byte[block.getInt()];
            block.get(row);
            return row;
        }
    }
}
