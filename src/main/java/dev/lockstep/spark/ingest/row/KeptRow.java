package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.RawRow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A checked row as bytes for later passes: features that are numbers as read from the source, so that their text is
 * parsed once; categories, labels and the weight as the cells they were, because their meaning depends on all rows.
 */
final class KeptRow {

    /** The kinds of rows, in their first byte. */
    private static final byte USED = 0;

    private static final byte DROPPED = 1;
    private static final byte BAD = 2;

    /** The types of cells. */
    private static final byte NULL = 0;

    private static final byte TEXT = 1;
    private static final byte DOUBLE = 2;
    private static final byte FLOAT = 3;
    private static final byte WHOLE = 4;
    private static final byte DECIMAL = 5;
    private static final byte BOOLEAN = 6;
    private static final byte DATE = 7;
    private static final byte DAY = 8;

    private KeptRow() {}

    static byte[] dropped() {
        return new byte[] {DROPPED};
    }

    static byte[] bad(String problem) {
        byte[] text = problem.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(BAD).put(text).array();
    }

    /**
     * A row that is used.
     *
     * @param read its features
     * @param cells the number of cells after the features
     */
    static byte[] of(Row row, Columns.Feature[] features, RawRow read, int cells) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + Double.BYTES * read.count());
        DataOutputStream to = new DataOutputStream(bytes);
        try {
            to.writeByte(USED);
            int entry = 0;
            int start = 0;
            for (int i = 0; i < features.length; i++) {
                int end = start + features[i].width();
                int after = entry;
                while (after < read.count() && read.index(after) < end) {
                    after++;
                }
                if (features[i].categorical()) {
                    writeCell(row.get(i), to);
                } else if (features[i].width() == 1) {
                    to.writeDouble(after > entry ? read.value(entry) : 0);
                } else {
                    writeVector(read, entry, after, start, to);
                }
                entry = after;
                start = end;
            }
            for (int i = 0; i < cells; i++) {
                writeCell(row.get(features.length + i), to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeVector(RawRow read, int from, int to, int start, DataOutputStream out) throws IOException {
        out.writeInt(to - from);
        for (int i = from; i < to; i++) {
            out.writeInt(read.index(i) - start);
            out.writeDouble(read.value(i));
        }
    }

    private static void writeCell(Object cell, DataOutputStream to) throws IOException {
        if (cell == null) {
            to.writeByte(NULL);
        } else if (cell instanceof String text) {
            writeText(TEXT, text, to);
        } else if (cell instanceof BigDecimal number) {
            writeText(DECIMAL, number.toString(), to);
        } else if (cell instanceof Double number) {
            to.writeByte(DOUBLE);
            to.writeDouble(number);
        } else if (cell instanceof Float number) {
            to.writeByte(FLOAT);
            to.writeFloat(number);
        } else if (cell instanceof Boolean flag) {
            to.writeByte(BOOLEAN);
            to.writeBoolean(flag);
        } else if (cell instanceof Date date) {
            writeLong(DATE, date.getTime(), to);
        } else if (cell instanceof LocalDate day) {
            writeLong(DAY, day.toEpochDay(), to);
        } else {
            writeLong(WHOLE, ((Number) cell).longValue(), to);
        }
    }

    private static void writeLong(byte type, long value, DataOutputStream to) throws IOException {
        to.writeByte(type);
        to.writeLong(value);
    }

    private static void writeText(byte type, String text, DataOutputStream to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeByte(type);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    static boolean isDropped(byte[] kept) {
        return kept[0] == DROPPED;
    }

    /**
     * The row: a number or a vector for each feature that is not a category, then the other cells, then no problem.
     *
     * @throws CellException if it is bad
     */
    static Row read(byte[] kept, Columns.Feature[] features, int cells) {
        if (kept[0] == BAD) {
            throw CellException.ofRow(new String(kept, 1, kept.length - 1, StandardCharsets.UTF_8));
        }
        ByteBuffer from = ByteBuffer.wrap(kept, 1, kept.length - 1);
        Object[] row = new Object[features.length + cells + 1];
        for (int i = 0; i < features.length; i++) {
            row[i] = features[i].categorical()
                    ? readCell(from)
                    : features[i].width() == 1 ? (Object) from.getDouble() : readVector(features[i].width(), from);
        }
        for (int i = 0; i < cells; i++) {
            row[features.length + i] = readCell(from);
        }
        return RowFactory.create(row);
    }

    private static Object readVector(int width, ByteBuffer from) {
        int[] indexes = new int[from.getInt()];
        double[] values = new double[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = from.getInt();
            values[i] = from.getDouble();
        }
        return width == 0 ? null : Vectors.sparse(width, indexes, values);
    }

    private static Object readCell(ByteBuffer from) {
        return switch (from.get()) {
            case NULL -> null;
            case TEXT -> readText(from);
            case DOUBLE -> from.getDouble();
            case FLOAT -> from.getFloat();
            case WHOLE -> from.getLong();
            case DECIMAL -> new BigDecimal(readText(from));
            case BOOLEAN -> from.get() != 0;
            case DATE -> new Date(from.getLong());
            default -> LocalDate.ofEpochDay(from.getLong());
        };
    }

    private static String readText(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
